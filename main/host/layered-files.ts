/**
 * Configuration in layers, as systemd, udev and PAM keep it: packages install a file in one folder, and a file of the
 * same name in a folder before it replaces it. A link to /dev/null hides it without a replacement.
 * Source: systemd.unit(5), "Unit File Load Path"; udev(7); Linux-PAM modules/pam_limits, read_limits_dir().
 */
import { isKnown } from '../../core/host/measured.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { UnreadableFiles } from './unreadable.ts';

export type LayeredFile = { name: string; path: string };

/**
 * In the order of their names, those of earlier folders first choice.
 * A folder that is missing has no files; one that cannot be listed is noted in `gaps`.
 */
export function listLayers(
  files: HostFiles,
  folders: readonly string[],
  suffix: string,
  gaps: Pick<UnreadableFiles, 'addUnknown'>,
): LayeredFile[] {
  const chosen = new Map<string, string>();
  for (const folder of folders) {
    const names = measure(folder, () => files.list(folder));
    if (!isKnown(names)) {
      if (!isAbsent(names)) gaps.addUnknown(names);
      continue;
    }
    for (const name of names) if (isFileName(name, suffix) && !chosen.has(name)) chosen.set(name, `${folder}/${name}`);
  }
  // By bytes, as strcmp(3) sorts, not by anybody's language.
  return [...chosen].map(([name, path]) => ({ name, path })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isFileName = (name: string, suffix: string) =>
  name.endsWith(suffix) && name.length > suffix.length && !name.startsWith('.') && !/[/\p{Cc}]/u.test(name);

/** @returns null for a file that hides others and says nothing itself. Unknown is left to the caller to record. */
export function readLayer(files: HostFiles, path: string) {
  const text = measure(path, () => files.readText(path));
  if (!isKnown(text) && isAbsent(text) && isMask(files, path)) return null;
  return text;
}

/** A recording may have no /dev/null behind the link. */
function isMask(files: HostFiles, path: string): boolean {
  const target = measure(path, () => files.readLink(path));
  return isKnown(target) && target === '/dev/null';
}
