/**
 * The lines of configuration that decide a locked-memory limit at the next login or start.
 * Source: limits.conf(5), pam.conf(5), systemd-system.conf(5), systemd.unit(5).
 */
import { parseIni } from '../../core/host/ini-settings.ts';
import { isKnown, type Unknown } from '../../core/host/measured.ts';
import type { MemlockSetting } from '../../core/host/schema/user.ts';
import { parseLimitsConf } from '../../core/memory/limits-conf.ts';
import { parseSystemdLimit } from '../../core/memory/systemd-limit.ts';
import type { HostFiles } from './host-files.ts';
import { listLayers, readLayer } from './layered-files.ts';
import { isAbsent, unknownIfMalformed } from './measure.ts';

/** What was not read or not understood. */
export class Gaps {
  readonly items: Unknown[] = [];

  addUnknown(gap: Unknown): void {
    this.items.push(gap);
  }

  /** A file that another one takes in, and that is nowhere. PAM then refuses the service. */
  addMissing(name: string, by: string, line: number): void {
    this.items.push({ unknown: 'absent', source: by, detail: `line ${line} names ${name}, which could not be read` });
  }

  addLine(file: string, line: number, text: string): void {
    this.items.push({ unknown: 'malformed', source: file, detail: `line ${line}: ${text.slice(0, 80)}` });
  }
}

const LIMITS_CONF = ['/etc/security/limits.conf', '/usr/lib/security/limits.conf', '/usr/etc/security/limits.conf'];
const LIMITS_FOLDERS = ['/etc/security/limits.d', '/usr/lib/security/limits.d', '/usr/etc/security/limits.d'];

/** Nearest to the administrator first. */
const SYSTEMD_ROOTS = ['/etc/systemd', '/run/systemd', '/usr/local/lib/systemd', '/usr/lib/systemd'];
const LIBVIRT_UNITS = ['virtqemud.service', 'libvirtd.service'];

export function readMemlockSettings(files: HostFiles, uid: number | null, gaps: Gaps): MemlockSetting[] {
  const userUnits = [...(uid === null ? [] : [`user@${uid}.service`]), 'user@.service'];
  return [
    ...readLimits(files, gaps),
    ...readManagerDefaults(files, 'system.conf', gaps),
    ...readManagerDefaults(files, 'user.conf', gaps),
    ...readUnit(files, 'user@.service', userUnits, gaps),
    ...LIBVIRT_UNITS.flatMap(unit => readUnit(files, unit, [unit], gaps)),
  ];
}

function readLimits(files: HostFiles, gaps: Gaps): MemlockSetting[] {
  const layers = listLayers(files, LIMITS_FOLDERS, '.conf', gaps).map(layer => readText(files, layer.path, gaps));
  return [readFirst(files, LIMITS_CONF, gaps), ...layers].flatMap(found => {
    if (found === null) return [];
    const { settings, strange } = parseLimitsConf(found.text, found.path);
    for (const row of strange) gaps.addLine(found.path, row.line, row.text);
    return settings;
  });
}

/** Only the first main file counts, then all drop-ins by name. */
function readManagerDefaults(files: HostFiles, name: 'system.conf' | 'user.conf', gaps: Gaps): MemlockSetting[] {
  const paths = SYSTEMD_ROOTS.map(root => `${root}/${name}`);
  const dropIns = listLayers(
    files,
    paths.map(path => `${path}.d`),
    '.conf',
    gaps,
  );
  return [readFirst(files, paths, gaps), ...dropIns.map(layer => readText(files, layer.path, gaps))].flatMap(found =>
    readAssignments(found, { section: 'Manager', key: 'DefaultLimitMEMLOCK' }, gaps).map(
      setting => ({ kind: 'systemd-default', subject: name === 'user.conf' ? 'user' : '', ...setting }) as const,
    ),
  );
}

/** `names`: those whose drop-ins count for the unit, the narrowest first. */
function readUnit(files: HostFiles, unit: string, names: readonly string[], gaps: Gaps): MemlockSetting[] {
  const roots = SYSTEMD_ROOTS.map(root => `${root}/system`);
  const main = readFirst(
    files,
    roots.map(root => `${root}/${unit}`),
    gaps,
  );
  // Not installed: then its drop-ins do not count.
  if (main === null) return [];
  const folders = roots.flatMap(root => [...names, 'service'].map(name => `${root}/${name}.d`));
  const dropIns = listLayers(files, folders, '.conf', gaps).map(layer => readText(files, layer.path, gaps));
  return [main, ...dropIns].flatMap(found =>
    readAssignments(found, { section: 'Service', key: 'LimitMEMLOCK' }, gaps).map(
      setting => ({ kind: 'systemd-unit', subject: unit, ...setting }) as const,
    ),
  );
}

type FoundText = { path: string; text: string };

/** @returns null for a file that says nothing: gone, hidden, or not readable, which is noted. */
function readText(files: HostFiles, path: string, gaps: Gaps): FoundText | null {
  const text = readLayer(files, path);
  if (text !== null && !isKnown(text)) gaps.addUnknown(text);
  return text !== null && isKnown(text) ? { path, text } : null;
}

/** The first that is there, be it readable or not. */
function readFirst(files: HostFiles, paths: readonly string[], gaps: Gaps): FoundText | null {
  for (const path of paths) {
    const text = readLayer(files, path);
    if (text === null) return null;
    if (isKnown(text)) return { path, text };
    if (isAbsent(text)) continue;
    gaps.addUnknown(text);
    return null;
  }
  return null;
}

type Assignment = Pick<MemlockSetting, 'file' | 'line' | 'text' | 'limit'>;

function readAssignments(found: FoundText | null, wanted: { section: string; key: string }, gaps: Gaps): Assignment[] {
  if (found === null) return [];
  const { settings, strange } = parseIni(found.text);
  for (const row of strange) gaps.addLine(found.path, row.line, row.text);
  return settings
    .filter(setting => setting.section === wanted.section && setting.key === wanted.key)
    .map(({ line, key, value }) => {
      const limit = unknownIfMalformed(`${found.path}:${line}`, parseSystemdLimit(value));
      const pair = isKnown(limit) ? limit : { soft: limit, hard: limit };
      return { file: found.path, line, text: `${key}=${value}`, limit: pair };
    });
}
