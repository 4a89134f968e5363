/** The files of a host, over node:fs. */
import type { HostFiles } from './host-files.ts';
import { LiveFiles } from './live-files.ts';
import { RecordedFiles } from './recorded-files.ts';

/**
 * `/` is the host we run on; any other folder is a recording of one, and nothing outside that folder is read.
 * A recording is taken to stay as it is: make a new one for every scan.
 * @throws ErrnoException ENOENT, ENOTDIR or EACCES when `root` is not a folder that can be entered.
 */
export function nodeHostFiles(root: string): HostFiles {
  return root === '/' ? new LiveFiles() : new RecordedFiles(root);
}
