/** `bindery snapshot`: the host as JSON for somebody else, without the names in it. */
import type { Command } from 'commander';
import { anonymise } from '../../core/host/anonymise.ts';
import { formatRemovals } from './format-removals.ts';
import { hostFlags, hostOptions } from './host-flags.ts';
import { type HostFlags, openHost } from './open-host.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage-error.ts';
import { writeExport } from './write-export.ts';

type SnapshotFlags = HostFlags & { output?: string; overwrite?: true; preview?: true; keepNames?: true };

export function addSnapshotCommand(program: Command, { out, err }: Output): void {
  hostOptions(
    program
      .command('snapshot')
      .description('save this host as JSON for somebody else to look at, without names and serial numbers'),
  )
    .option('--output <file>', 'write to this file instead of standard output')
    .option('--overwrite', 'replace the file if it exists')
    .option('--preview', 'show what would be taken out, and write nothing')
    .option('--keep-names', 'take nothing out')
    .action(async (flags: SnapshotFlags) => {
      if (flags.preview && flags.keepNames)
        throw new UsageError('--preview and --keep-names cannot be used together: nothing would be taken out.');
      const host = await openHost(hostFlags(flags));
      const cleaned = flags.keepNames ? null : anonymise(host);
      if (flags.preview) {
        out(formatRemovals(cleaned ?? { removed: [], shortNames: [] }));
        return;
      }
      const text = `${JSON.stringify(cleaned?.snapshot ?? host, null, 2)}\n`;
      if (flags.output === undefined) out(text);
      else writeExport(flags.output, text, { overwrite: flags.overwrite ?? false, executable: false });
      // Beside the JSON, so that it stays JSON.
      if (cleaned) err(formatRemovals(cleaned));
    });
}
