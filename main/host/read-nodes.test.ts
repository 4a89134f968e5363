import { expect, test } from 'vitest';
import type { DeviceNode } from '../../core/host/snapshot.ts';
import { errnoError } from './errno.ts';
import type { HostFiles } from './host-files.ts';
import { readNodes } from './read-nodes.ts';
import { UnreadableFiles } from './unreadable.ts';

const GETFACL = '/usr/bin/getfacl';
const block = (path: string, more = '') =>
  `# file: ${path}\n# owner: 0\n# group: 36\nuser::rw-\n${more}group::rw-\nother::---\n\n`;

/** A host with these nodes, all root:kvm 0660, whose getfacl is `answer`. */
function host(nodes: readonly string[], answer: (args: readonly string[]) => string): HostFiles {
  const missing = (call: string, path: string): never => {
    throw errnoError('ENOENT', call, path);
  };
  return {
    readText: path => missing('open', path),
    readBytes: path => missing('open', path),
    readLink: path => missing('readlink', path),
    list: folder => {
      const inside = nodes.filter(path => path.startsWith(`${folder}/`));
      return inside.length > 0 ? inside.map(path => path.slice(folder.length + 1)) : missing('scandir', folder);
    },
    exists: path => nodes.includes(path),
    status: path =>
      nodes.includes(path) ? { kind: 'character', mode: 0o660, uid: 0, gid: 36 } : missing('stat', path),
    mayOpen: () => true,
    answerLines: async program => missing('spawn', program),
    variable: () => undefined,
    answer: async (program, args) => (program === GETFACL ? answer(args) : missing('spawn', program)),
  };
}

async function scan(nodes: readonly string[], answer: (args: readonly string[]) => string) {
  const unreadable = new UnreadableFiles();
  const { deviceNodes, missingNodes } = await readNodes(host(nodes, answer), unreadable);
  const all: DeviceNode[] = Array.isArray(deviceNodes) ? deviceNodes : [];
  return {
    acls: Object.fromEntries(all.map(node => [node.path, node.acl])),
    missingNodes,
    unreadable: unreadable.items,
  };
}

test('one call asks for the lists of all nodes that are there', async () => {
  const calls: (readonly string[])[] = [];
  const { acls, missingNodes } = await scan(['/dev/kvm', '/dev/net/tun', '/dev/vfio/10', '/dev/vfio/9'], args => {
    calls.push(args);
    return args
      .slice(3)
      .map(path => block(path, path === '/dev/kvm' ? 'user:1000:rw-\nmask::rw-\n' : ''))
      .join('');
  });
  expect(calls).toEqual([
    ['--absolute-names', '--numeric', '--', '/dev/kvm', '/dev/net/tun', '/dev/vfio/9', '/dev/vfio/10'],
  ]);
  expect(acls).toEqual({
    '/dev/kvm': ['user:1000:rw-', 'mask::rw-', 'group::rw-'],
    '/dev/net/tun': [],
    '/dev/vfio/9': [],
    '/dev/vfio/10': [],
  });
  expect(missingNodes.map(node => node.path)).toEqual([
    '/dev/iommu',
    '/dev/vfio/vfio',
    '/dev/vhost-net',
    '/dev/udmabuf',
  ]);
});

test('without the program each node says so, and nothing else', async () => {
  const { acls, unreadable } = await scan(['/dev/kvm'], () => {
    throw errnoError('ENOENT', 'spawn', GETFACL);
  });
  expect(acls).toEqual({ '/dev/kvm': { unknown: 'absent', source: `${GETFACL} /dev/kvm`, detail: 'ENOENT' } });
  expect(unreadable).toEqual([]);
});

test('a program that fails is told with its command', async () => {
  const { acls, unreadable } = await scan(['/dev/kvm'], () => {
    throw new Error('exit status 1');
  });
  expect(acls['/dev/kvm']).toMatchObject({ unknown: 'failed', source: `${GETFACL} /dev/kvm`, detail: 'exit status 1' });
  expect(unreadable).toEqual([
    { source: `${GETFACL} --absolute-names --numeric -- /dev/kvm`, detail: 'failed: exit status 1' },
  ]);
});

test('a node that the answer leaves out is not taken for one without a list', async () => {
  const { acls } = await scan(['/dev/kvm', '/dev/net/tun'], () => block('/dev/kvm'));
  expect(acls).toMatchObject({ '/dev/kvm': [], '/dev/net/tun': { unknown: 'failed' } });
});

test('without nodes nobody is asked', async () => {
  const { acls } = await scan([], () => {
    throw new Error('asked');
  });
  expect(acls).toEqual({});
});
