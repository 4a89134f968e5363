/**
 * Whether this process runs inside an SSH session, and by which connection that comes in.
 *
 * sudo and su drop `SSH_CONNECTION`, but the shell above still has it: so the parents are asked, up to sshd or to the
 * first process. Environments are looked at and not kept. Source: ssh(1), ENVIRONMENT; proc_pid_environ(5); proc_pid_status(5).
 */
import { malformed } from '../../core/host/malformed.ts';
import { isKnown, type Unknown } from '../../core/host/measured.ts';
import { type OwnConnection, parseSshConnection } from '../../core/network/ssh-sessions.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';

export type OwnSession =
  | { kind: 'inside'; connection: OwnConnection }
  /** There is a server of SSH above, and no connection to be seen. */
  | { kind: 'hidden'; source: string }
  | { kind: 'outside' }
  | { kind: 'unclear'; gap: Unknown };

const SERVER = /^(sshd|sshd-session|dropbear)$/;
/** Far above any chain of parents. */
const MOST_PARENTS = 64;

export function readOwnSession(files: HostFiles): OwnSession {
  const own = parseSshConnection(files.variable('SSH_CONNECTION') ?? '');
  if (own !== null) return { kind: 'inside', connection: own };
  let folder = '/proc/self';
  for (let depth = 0; depth < MOST_PARENTS; depth++) {
    const source = `${folder}/status`;
    const status = measure(source, () => parseStatus(files.readText(source)));
    // A parent that has ended leaves its children to the first process.
    if (!isKnown(status)) return isAbsent(status) ? { kind: 'outside' } : { kind: 'unclear', gap: status };
    if (SERVER.test(status.name)) return { kind: 'hidden', source };
    if (status.parent <= 1) return { kind: 'outside' };
    folder = `/proc/${status.parent}`;
    const connection = readConnection(files, folder);
    if (connection !== null && 'unknown' in connection) return { kind: 'unclear', gap: connection };
    if (connection !== null) return { kind: 'inside', connection };
  }
  return { kind: 'unclear', gap: { unknown: 'failed', source: folder, detail: 'too many parents' } };
}

function parseStatus(text: string) {
  const name = /^Name:\t(.*)$/m.exec(text)?.[1];
  const parent = /^PPid:\t(\d{1,10})$/m.exec(text)?.[1];
  return name === undefined || parent === undefined ? malformed(text) : { name, parent: Number(parent) };
}

/** null: there is none, or the environment is somebody else's: then the parents above decide. */
function readConnection(files: HostFiles, folder: string): OwnConnection | Unknown | null {
  const source = `${folder}/environ`;
  const variables = measure(source, () => files.readText(source).split('\0'));
  if (!isKnown(variables)) return isAbsent(variables) || variables.unknown === 'denied' ? null : variables;
  const name = 'SSH_CONNECTION=';
  return parseSshConnection(variables.find(one => one.startsWith(name))?.slice(name.length) ?? '');
}
