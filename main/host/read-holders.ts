/**
 * Which processes have a device file of a PCI function open, from the links in /proc/PID/fd. Nothing is opened or asked.
 * A user sees the open files of his own processes only; the others are counted, so that "nobody" is never said too early.
 * Source: proc_pid_fd(5); Linux fs/proc/fd.c; Documentation/filesystems/proc.rst (`hidepid`).
 */
import { findAccount } from '../../core/host/accounts.ts';
import { isKnown, type Measured, type Unknown } from '../../core/host/measured.ts';
import { parseProcessStatus } from '../../core/host/process-status.ts';
import type { Holder } from '../../core/host/schema/seat.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import { derive, isAbsent, measure } from './measure.ts';
import type { Pace } from './pace.ts';
import { readDeviceFiles } from './read-device-files.ts';
import type { UnreadableFiles } from './unreadable.ts';

const PROCESSES = '/proc';
const NAMESPACE = '/proc/self/ns/pid';
/** Source: Linux include/uapi/linux/nsfs.h and include/linux/proc_ns.h, PROC_PID_INIT_INO. */
const FIRST_NAMESPACE = 'pid:[4026531836]';
const PASSWD = '/etc/passwd';
/** A process may have a million open files: others must have their turn. */
const FILES_PER_BREATH = 256;

/** `functions` and `storage` tell which device file belongs to which function. */
export async function readHolders(
  files: HostFiles,
  known: Pick<HostSnapshot, 'functions' | 'storage' | 'seat'>,
  pace: Pace,
  unreadable: UnreadableFiles,
): Promise<HostSnapshot['holders']> {
  const deviceFiles = await readDeviceFiles(files, known, pace, unreadable);
  const pids = measure(PROCESSES, () => files.list(PROCESSES).filter(name => /^\d{1,10}$/.test(name)));
  if (!isKnown(pids)) return { deviceFiles, processes: pids, unreadableProcesses: pids };
  if (!isKnown(deviceFiles)) return { deviceFiles, processes: deviceFiles, unreadableProcesses: deviceFiles };
  const wanted = new Set(deviceFiles.map(file => file.path));
  const processes: Holder[] = [];
  let denied = 0;
  for (const pid of pids.map(Number).sort((a, b) => a - b)) {
    const paths = await readOpenFiles(files, pid, wanted, pace);
    if (paths === 'denied') denied += 1;
    else if ('unknown' in paths) unreadable.addUnknown(paths);
    else if (paths.length > 0) processes.push(...readHolder(files, pid, paths, unreadable));
    await pace.breathe();
  }
  return { deviceFiles, processes, unreadableProcesses: whyHidden(files, pids) ?? denied };
}

/** The wanted ones among a process's open files. A process that has ended has none. */
async function readOpenFiles(
  files: HostFiles,
  pid: number,
  wanted: ReadonlySet<string>,
  pace: Pace,
): Promise<string[] | 'denied' | Unknown> {
  const folder = `${PROCESSES}/${pid}/fd`;
  const numbers = measure(folder, () => files.list(folder));
  if (!isKnown(numbers)) return hasEnded(numbers) ? [] : numbers.unknown === 'denied' ? 'denied' : numbers;
  const open = new Set<string>();
  let read = 0;
  for (const number of numbers) {
    const target = measure(`${folder}/${number}`, () => files.readLink(`${folder}/${number}`));
    if (isKnown(target)) {
      // A node that was made anew while it was open.
      const path = target.replace(/ \(deleted\)$/, '');
      if (wanted.has(path)) open.add(path);
    } else if (!hasEnded(target)) {
      return target.unknown === 'denied' ? 'denied' : target;
    }
    if (++read % FILES_PER_BREATH === 0) await pace.breathe();
  }
  return [...open].sort();
}

/** The process, or the one open file, is gone: between the list and the look, or (ESRCH) during it. */
const hasEnded = (fact: Unknown) => isAbsent(fact) || fact.detail === 'ESRCH';

/** None where the process has ended meanwhile. */
function readHolder(files: HostFiles, pid: number, paths: string[], unreadable: UnreadableFiles): Holder[] {
  const folder = `${PROCESSES}/${pid}`;
  const name = measure(`${folder}/comm`, () => files.readText(`${folder}/comm`).replace(/\n$/, ''));
  if (!isKnown(name)) {
    if (hasEnded(name)) return [];
    unreadable.addUnknown(name);
  }
  const status = measure(`${folder}/status`, () => parseProcessStatus(files.readText(`${folder}/status`)));
  const uid = derive(`${folder}/status`, status, ({ uid: effective }) => effective);
  return [{ pid, name: isKnown(name) ? name : '?', uid, user: isKnown(uid) ? findUser(files, uid) : null, paths }];
}

/** An account of a directory service has no name here; that the file cannot be read is told where the user is. */
function findUser(files: HostFiles, uid: number): string | null {
  const account = measure(PASSWD, () => findAccount(files.readText(PASSWD), uid));
  return isKnown(account) ? (account?.name ?? null) : null;
}

/** Processes may be hidden altogether, so that not even their number is known. null: all of them are listed. */
function whyHidden(files: HostFiles, pids: readonly string[]): Unknown | null {
  const namespace: Measured<string> = measure(NAMESPACE, () => files.readLink(NAMESPACE));
  // A kernel without PID namespaces has no such file, and hides nothing by them.
  if (!isKnown(namespace)) return isAbsent(namespace) ? processOneHidden(pids) : namespace;
  if (namespace === FIRST_NAMESPACE) return processOneHidden(pids);
  return { unknown: 'denied', source: NAMESPACE, detail: `${namespace}, a container: it hides other processes` };
}

/** With `hidepid=2` a user does not see the processes of others; number 1 is always root's. */
function processOneHidden(pids: readonly string[]): Unknown | null {
  if (pids.includes('1')) return null;
  return { unknown: 'denied', source: PROCESSES, detail: 'process 1 is hidden (hidepid)' };
}
