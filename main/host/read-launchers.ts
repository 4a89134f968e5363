/**
 * The processes that QEMU would inherit its locked-memory limit and its groups from.
 *
 * They are found by name among all processes: pid 1, the service manager of this user, libvirt's daemons.
 * Source: proc(5); systemd user@.service (comm `systemd`, argument `--user`); libvirt remote/virtqemud.service.in.
 */
import { isMalformed, type Malformed, malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured, type Unknown } from '../../core/host/measured.ts';
import { parseProcessStatus } from '../../core/host/process-status.ts';
import type { Launcher } from '../../core/host/schema/user.ts';
import { parseMemlock } from '../../core/memory/memlock.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { UnreadableFiles } from './unreadable.ts';

const PROCESSES = '/proc';
const SELF = '/proc/self';
const LIBVIRT = new Set(['virtqemud', 'libvirtd']);

export function readLaunchers(
  files: HostFiles,
  uid: Measured<number>,
  unreadable: UnreadableFiles,
): Measured<Launcher[]> {
  const names = measure(PROCESSES, () => files.list(PROCESSES));
  if (!isKnown(names)) return names;
  const hidden: Unknown[] = [];
  const pids = names.filter(name => /^[1-9]\d{0,8}$/.test(name)).map(Number);
  const others = pids.sort((a, b) => a - b).flatMap(pid => readOther(files, pid, uid, hidden));
  const [first, ...more] = hidden;
  // One line for all: a host may hide every process of other users.
  if (first) {
    const rest = more.length > 0 ? `, and so for ${more.length} more files of processes` : '';
    unreadable.addUnknown({ ...first, detail: `${first.detail}${rest}` });
  }
  return [...readSelf(files), ...others];
}

function readSelf(files: HostFiles): Launcher[] {
  const status = measure(`${SELF}/status`, () => parseProcessStatus(files.readText(`${SELF}/status`)));
  if (!isKnown(status) || isMalformed(status.pid)) return [];
  const name = isMalformed(status.name) ? 'this process' : status.name;
  return [describe(files, SELF, { role: 'this-process', pid: status.pid, name })];
}

function readOther(files: HostFiles, pid: number, uid: Measured<number>, hidden: Unknown[]): Launcher[] {
  const folder = `${PROCESSES}/${pid}`;
  const read = <T>(name: string, parse: (text: string) => T | Malformed): T | null => {
    const fact = measure(`${folder}/${name}`, () => parse(files.readText(`${folder}/${name}`)));
    if (isKnown(fact)) return fact;
    if (!hasEnded(fact)) hidden.push(fact);
    return null;
  };
  const name = read('comm', text => text.trim() || malformed(text));
  if (name === null) return [];
  if (pid === 1) return [describe(files, folder, { role: 'system-manager', pid, name })];
  if (LIBVIRT.has(name)) {
    const mayRaise = read('status', text => parseProcessStatus(text).canRaiseLimits);
    return mayRaise === true ? [describe(files, folder, { role: 'libvirt', pid, name })] : [];
  }
  if (name !== 'systemd' || !isKnown(uid)) return [];
  const command = read('cmdline', text => (text === '' ? malformed(text) : text.split('\0')));
  const owner = read('status', text => parseProcessStatus(text).uid);
  const isOurs = owner === uid && command?.includes('--user') === true;
  return isOurs ? [describe(files, folder, { role: 'user-manager', pid, name })] : [];
}

/** Processes end at any time: the file is gone (ENOENT), or open and empty of its process (ESRCH). */
const hasEnded = (fact: Unknown) => isAbsent(fact) || fact.detail === 'ESRCH';

function describe(files: HostFiles, folder: string, who: Pick<Launcher, 'role' | 'pid' | 'name'>): Launcher {
  const status = `${folder}/status`;
  const limits = `${folder}/limits`;
  return {
    ...who,
    memlock: measure(limits, () => parseMemlock(files.readText(limits))),
    gids: measure(status, () => parseProcessStatus(files.readText(status)).gids),
  };
}
