/**
 * Which PAM services there are, and which of them load pam_limits, directly or through a file that they take in.
 * Source: pam.conf(5); Linux-PAM libpam/pam_handlers.c, _pam_open_config_file() (order of the folders).
 */
import { isKnown } from '../../core/host/measured.ts';
import { type PamLine, parsePamSession } from '../../core/host/pam-stack.ts';
import type { HostUser, MemlockSetting } from '../../core/host/schema/user.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { Gaps } from './read-memlock-settings.ts';

const FOLDERS = ['/etc/pam.d', '/usr/lib/pam.d', '/usr/etc/pam.d'] as const;

/** Ways in for people and their programs. */
const SERVICES = [
  'systemd-user',
  'login',
  'sshd',
  'gdm-password',
  'sddm',
  'lightdm',
  'greetd',
  'lxdm',
  'su',
  'su-l',
  'sudo',
  'sudo-i',
  'polkit-1',
];

type FileWithLines = { path: string; lines: PamLine[] };

export type Pam = { services: HostUser['pamServices']; settings: MemlockSetting[] };

export function readPam(files: HostFiles, gaps: Gaps): Pam {
  const [usual] = FOLDERS;
  if (!FOLDERS.some(folder => files.exists(folder)))
    return { services: { unknown: 'absent', source: usual, detail: 'ENOENT' }, settings: [] };
  const known = new Map<string, FileWithLines | null>();
  const services: string[] = [];
  const settings: MemlockSetting[] = [];
  for (const service of SERVICES) {
    if (!readPamFile(files, service, known, gaps)) continue;
    services.push(service);
    const found = findLimits(files, service, known, gaps, new Set());
    if (found) settings.push({ kind: 'pam-stack', subject: service, limit: null, ...found });
  }
  return { services, settings };
}

/** The line that loads pam_limits, in whichever file it stands. */
function findLimits(
  files: HostFiles,
  name: string,
  known: Map<string, FileWithLines | null>,
  gaps: Gaps,
  seen: Set<string>,
): Pick<MemlockSetting, 'file' | 'line' | 'text'> | null {
  // Files may take in each other in a circle, and the same one twice.
  if (seen.has(name)) return null;
  seen.add(name);
  const file = readPamFile(files, name, known, gaps);
  if (!file) return null;
  for (const entry of file.lines) {
    if (entry.kind === 'module' && entry.module === 'pam_limits.so')
      return { file: file.path, line: entry.line, text: entry.text };
    if (entry.kind === 'include') {
      if (!readPamFile(files, entry.file, known, gaps)) gaps.addMissing(entry.file, file.path, entry.line);
      const found = findLimits(files, entry.file, known, gaps, seen);
      if (found) return found;
    }
  }
  return null;
}

/** Each file is read once, because many services take in the same. @returns null: not there, or not readable, which is noted. */
function readPamFile(
  files: HostFiles,
  name: string,
  known: Map<string, FileWithLines | null>,
  gaps: Gaps,
): FileWithLines | null {
  const before = known.get(name);
  if (before !== undefined) return before;
  const read = openPamFile(files, name, gaps);
  known.set(name, read);
  return read;
}

function openPamFile(files: HostFiles, name: string, gaps: Gaps): FileWithLines | null {
  const paths = name.startsWith('/') ? [name] : FOLDERS.map(folder => `${folder}/${name}`);
  for (const path of paths) {
    const text = measure(path, () => files.readText(path));
    if (isKnown(text)) {
      const { lines, strange } = parsePamSession(text);
      for (const row of strange) gaps.addLine(path, row.line, row.text);
      return { path, lines };
    }
    if (!isAbsent(text)) {
      gaps.addUnknown(text);
      return null;
    }
  }
  return null;
}
