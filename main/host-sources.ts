/** The hosts that can be looked at: this one, a recorded one where the user names it, and the samples. */
import { sampleHosts } from '../fixtures/hosts/index.ts';
import { MemoryHostFiles } from '../fixtures/memory-host-files.ts';
import type { HostScanner, HostSource, HostSources } from './app/ports.ts';
import { nodeHostFiles } from './host/node-host-files.ts';
import { readHost } from './host/read-host.ts';

type Entry = { source: HostSource; scanner: HostScanner };

const now = () => new Date();

/** `root`: the folder of a recorded host. @throws ErrnoException when it is not a folder that can be entered. */
export function composeSources({ root }: { root?: string | undefined } = {}): HostSources {
  const entries = [live(), ...(root === undefined ? [] : [recorded(root)]), ...samples()];
  const byId = new Map(entries.map(entry => [entry.source.id, entry]));
  return {
    list: () => entries.map(entry => entry.source),
    scanner: id => byId.get(id)?.scanner,
  };
}

function live(): Entry {
  return {
    source: { id: 'live', kind: 'live', title: 'This computer', description: 'The machine that Bindery runs on.' },
    scanner: { scan: () => readHost(nodeHostFiles('/'), { origin: { kind: 'live' }, now }) },
  };
}

function recorded(root: string): Entry {
  // Read once before anyone asks, so that a wrong folder is named at the start.
  nodeHostFiles(root);
  return {
    source: { id: 'recorded', kind: 'recorded', title: 'Recorded host', description: `The host recorded in ${root}.` },
    scanner: { scan: () => readHost(nodeHostFiles(root), { origin: { kind: 'recorded', root }, now }) },
  };
}

function samples(): Entry[] {
  return sampleHosts.map(sample => {
    const { id, title, description } = sample;
    const origin = { kind: 'sample', id, title } as const;
    return {
      source: { id, kind: 'sample', title, description },
      scanner: { scan: () => readHost(new MemoryHostFiles(sample.tree()), { origin, now }) },
    };
  });
}
