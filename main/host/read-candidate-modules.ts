/** Modules of the running kernel that say that they drive a function. */
import { type Malformed, malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import { ModuleAliases, type PciIds } from '../../core/pci/module-aliases.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import { MODULE_ROOTS } from './read-modules.ts';
import type { UnreadableFiles } from './unreadable.ts';

/** Answers in alphabetical order. */
export type CandidateModules = (ids: PciIds) => Measured<string[]>;

export function readCandidateModules(
  files: HostFiles,
  release: Measured<string>,
  unreadable: UnreadableFiles,
): CandidateModules {
  if (!isKnown(release)) return () => release;
  // The release names a folder, so it must be one name.
  if (!/^\w[\w.+~-]*$/.test(release)) {
    return () => ({ unknown: 'malformed', source: '/proc/sys/kernel/osrelease', detail: release.slice(0, 80) });
  }
  const folder = MODULE_ROOTS.map(root => `${root}/${release}`).find(path => files.exists(`${path}/modules.alias`));
  const source = `${folder ?? `${MODULE_ROOTS[0]}/${release}`}/modules.alias`;
  const aliases = new ModuleAliases();
  const text = measure(source, () => aliasesText(files.readText(source)));
  if (!isKnown(text)) return () => text;
  aliases.addAliases(text);
  addBuiltIn(files, `${folder}/modules.builtin.modinfo`, aliases, unreadable);
  return ids => aliases.modulesFor(ids);
}

/** Without this file the modules are still known, and drivers inside the kernel itself are missing from the answer. */
function addBuiltIn(files: HostFiles, source: string, aliases: ModuleAliases, unreadable: UnreadableFiles): void {
  const text = measure(source, () => builtInText(files.readText(source)));
  if (isKnown(text)) aliases.addBuiltIn(text);
  // Kernels before 5.2 do not have it.
  else if (!isAbsent(text)) unreadable.addUnknown(text);
}

/** depmod begins with a comment, so an empty file is a broken one. */
function aliasesText(text: string): string | Malformed {
  return /^(#|alias )/.test(text) ? text : malformed(text.slice(0, 100));
}

function builtInText(text: string): string | Malformed {
  return /^[\w-]+\.\w+=/.test(text) ? text : malformed(text.slice(0, 100));
}
