/**
 * Which modules of interest the running kernel has: built in, loaded, to be had, or not at all.
 *
 * A loaded module has a folder in /sys/module with a file `initstate`; a built-in one has a folder only when it has
 * parameters. What is neither is looked up in the lists of /lib/modules.
 * Source: Linux kernel/module/main.c (modinfo_initstate), kernel/params.c; modules.dep(5).
 */

import { malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import { parseCount } from '../../core/host/number-text.ts';
import type { KernelModule } from '../../core/host/schema/platform.ts';
import { findModules } from '../../core/platform/module-list.ts';
import { isParameterOfInterest, MODULES_OF_INTEREST } from '../../core/platform/modules-of-interest.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure, unknownIfMalformed } from './measure.ts';
import type { UnreadableFiles } from './unreadable.ts';

const SYS_MODULE = '/sys/module';

/** kmod looks into the first two; NixOS keeps the modules of the kernel that was started in the third. */
export const MODULE_ROOTS = ['/lib/modules', '/usr/lib/modules', '/run/booted-system/kernel-modules/lib/modules'];

type Lists = { builtIn: Measured<ReadonlySet<string>>; loadable: Measured<ReadonlySet<string>> };

export function readModules(
  files: HostFiles,
  release: Measured<string>,
  unreadable: UnreadableFiles,
): Measured<KernelModule[]> {
  const shown = measure(SYS_MODULE, () => new Set(files.list(SYS_MODULE)));
  if (!isKnown(shown)) return shown;
  const lists: Lists = {
    builtIn: readList(files, release, 'modules.builtin'),
    loadable: readList(files, release, 'modules.dep'),
  };
  // Modules that are loaded need no list, so its failure would be seen nowhere else.
  for (const list of [lists.builtIn, lists.loadable]) if (!isKnown(list)) unreadable.addUnknown(list);
  return [...MODULES_OF_INTEREST].map(name => (shown.has(name) ? readShown : describeHidden)(files, name, lists));
}

export function readInstalledKernels(files: HostFiles): Measured<string[]> {
  const [folder = ''] = MODULE_ROOTS;
  return measure(folder, () =>
    files
      .list(folder)
      .filter(name => /^\d[\w.+~-]*$/.test(name))
      .toSorted(),
  );
}

/** A release names folders and files, so it must be one name. */
export function isFolderName(release: string): boolean {
  return /^\w[\w.+~-]{0,100}$/.test(release);
}

function readList(files: HostFiles, release: Measured<string>, name: string): Measured<ReadonlySet<string>> {
  if (!isKnown(release)) return release;
  if (!isFolderName(release)) return { unknown: 'malformed', source: '/proc/sys/kernel/osrelease', detail: release };
  const attempts = MODULE_ROOTS.map(root => {
    const path = `${root}/${release}/${name}`;
    return () => measure(path, () => findModules(files.readText(path), MODULES_OF_INTEREST));
  });
  let first: Measured<ReadonlySet<string>> | undefined;
  for (const attempt of attempts) {
    const list = attempt();
    first ??= list;
    if (!isAbsent(list)) return list;
  }
  return first ?? { unknown: 'absent', source: name, detail: '' };
}

function describeHidden(_files: HostFiles, name: string, { builtIn, loadable }: Lists): KernelModule {
  const hidden = (state: KernelModule['state']): KernelModule => ({ name, state, useCount: null, parameters: {} });
  if (isKnown(builtIn) && builtIn.has(name)) return hidden('built-in');
  if (isKnown(loadable) && loadable.has(name)) return hidden('loadable');
  if (!isKnown(loadable)) return hidden(loadable);
  return hidden(isKnown(builtIn) ? 'absent' : builtIn);
}

function readShown(files: HostFiles, name: string, { builtIn, loadable }: Lists): KernelModule {
  const folder = `${SYS_MODULE}/${name}`;
  const source = `${folder}/initstate`;
  const init = measure(source, () => parseInitState(files.readText(source)));
  const parameters = readParameters(files, name);
  if (isKnown(init)) return { name, state: 'loaded', useCount: readUseCount(files, folder), parameters };
  if (!isAbsent(init)) return { name, state: init, useCount: init, parameters };
  // No initstate, so it is built in; unless the lists know it as a module only, which cannot be.
  const isModule = isKnown(builtIn) && !builtIn.has(name) && isKnown(loadable) && loadable.has(name);
  return { name, state: isModule ? init : 'built-in', useCount: isModule ? init : null, parameters };
}

/** `coming` and `going` pass by within moments. */
function parseInitState(text: string) {
  const state = text.trim();
  return ['live', 'coming', 'going'].includes(state) ? state : malformed(text);
}

/** `-1` counts for none: the module cannot be unloaded. */
function readUseCount(files: HostFiles, folder: string): Measured<number> {
  const path = `${folder}/refcnt`;
  return measure(path, () => {
    const text = files.readText(path);
    return text.trim() === '-1' ? 0 : parseCount(text);
  });
}

function readParameters(files: HostFiles, name: string): KernelModule['parameters'] {
  const folder = `${SYS_MODULE}/${name}/parameters`;
  const names = measure(folder, () => files.list(folder));
  if (!isKnown(names)) return isAbsent(names) ? {} : { '*': names };
  return Object.fromEntries(
    names
      .filter(parameter => isParameterOfInterest(name, parameter))
      .map(parameter => {
        const path = `${folder}/${parameter}`;
        return [parameter, measure(path, () => unknownIfMalformed(path, parseParameter(files.readText(path))))];
      }),
  );
}

/** Any value in one line. */
function parseParameter(text: string) {
  const value = text.endsWith('\n') ? text.slice(0, -1) : '\n';
  return /^[^\p{Cc}]{0,1000}$/u.test(value) ? value : malformed(text);
}
