/** Rules of udev that speak of VFIO, KVM, iommufd or driver_override. Source: udev(7), "Rules files". */
import { findUdevRules } from '../../core/access/udev-rules.ts';
import { isKnown } from '../../core/host/measured.ts';
import type { UdevRule } from '../../core/host/schema/access.ts';
import type { HostFiles } from './host-files.ts';
import { listLayers, readLayer } from './layered-files.ts';
import type { UnreadableFiles } from './unreadable.ts';

/** Nearest to the administrator first. `/lib` is the same folder as `/usr/lib` on most hosts, and then adds nothing. */
const FOLDERS = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map(root => `${root}/udev/rules.d`);

const MOST_RULES = 1000;

export function readUdevRules(files: HostFiles, unreadable: UnreadableFiles): UdevRule[] {
  const rules: UdevRule[] = [];
  for (const { path } of listLayers(files, FOLDERS, '.rules', unreadable)) {
    const text = readLayer(files, path);
    if (text === null) continue;
    if (isKnown(text)) rules.push(...findUdevRules(text, path));
    else unreadable.addUnknown(text);
    if (rules.length > MOST_RULES) {
      unreadable.add(path, `more than ${MOST_RULES} rules about VFIO and KVM: the rest was left out`);
      return rules.slice(0, MOST_RULES);
    }
  }
  return rules;
}
