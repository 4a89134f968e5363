/**
 * The kernel's log of this boot, sifted while it is read: see core/decoder/log-sieve.ts for what is kept.
 *
 * The journal keeps it whole, and shows it to members of systemd-journal, adm or wheel. Whoever may read only his own
 * journal gets nothing and no error, so an empty answer means "denied". Else the kernel's own buffer is asked, which
 * forgets the boot on a busy host and is root's where kernel.dmesg_restrict is set.
 * Source: systemd src/journal/journalctl.c, access_check(); util-linux dmesg(1); Linux
 * Documentation/admin-guide/sysctl/kernel.rst, "dmesg_restrict".
 */
import { LogSieve } from '../../core/decoder/log-sieve.ts';
import { isKnown, type Measured, type Unknown } from '../../core/host/measured.ts';
import { parseProcessStatus } from '../../core/host/process-status.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { errnoCode } from './errno.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { UnreadableFiles } from './unreadable.ts';

const JOURNAL = ['journalctl', '-k', '-b', '-o', 'short-monotonic', '--no-pager', '-q'] as const;
const BUFFER = ['dmesg'] as const;
const STATUS = '/proc/self/status';
const DENIED = /insufficient permissions|Operation not permitted|Permission denied/;

type Log = HostSnapshot['kernelLog'];

export async function readKernelLog(files: HostFiles, unreadable: UnreadableFiles): Promise<Log> {
  const journal = await readLog(files, JOURNAL);
  if (isKnown(journal)) return journal;
  const buffer = await readLog(files, BUFFER);
  // The same messages from the other place: nothing is missed.
  if (isKnown(buffer)) return buffer;
  if (isAbsent(journal)) return isAbsent(buffer) ? journal : buffer;
  if (!isAbsent(buffer)) unreadable.addUnknown(buffer);
  return journal;
}

async function readLog(files: HostFiles, [program, ...args]: readonly [string, ...string[]]): Promise<Log> {
  const source = [program, ...args].join(' ');
  const sieve = new LogSieve();
  const ended = await readLines(files, source, program, args, line => sieve.take(line));
  if (sieve.totalLines === 0) return isKnown(ended) ? describeEmpty(files, source) : ended;
  // What came before the end came whole.
  return sieve.looksLikeLog
    ? sieve.finish(source, isKnown(ended))
    : { unknown: 'malformed', source, detail: sieve.firstLine };
}

/** Nobody keeps anything from root: then there is nothing, as without a journal that lasts. */
function describeEmpty(files: HostFiles, source: string): Unknown {
  const status = measure(STATUS, () => parseProcessStatus(files.readText(STATUS)));
  return isKnown(status) && status.uid === 0
    ? { unknown: 'absent', source, detail: 'it holds no line of this boot' }
    : { unknown: 'denied', source, detail: 'it shows no line to this user' };
}

/** `true`: read to its end. */
async function readLines(
  files: HostFiles,
  source: string,
  program: string,
  args: readonly string[],
  take: (line: string) => void,
): Promise<Measured<true>> {
  try {
    await files.answerLines(program, args, take);
    return true;
  } catch (error) {
    // In words, without a code: the program ended badly. An error of any other sort is ours.
    if (error instanceof Error && error.name === 'Error' && errnoCode(error) === undefined)
      return describeFailure(source, error.message);
    return measure<true>(source, () => {
      throw error;
    });
  }
}

function describeFailure(source: string, detail: string): Unknown {
  return { unknown: DENIED.test(detail) ? 'denied' : 'failed', source, detail };
}
