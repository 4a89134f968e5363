/**
 * The lists in /lib/modules/RELEASE: modules.builtin (`kernel/fs/ext4/ext4.ko`) and modules.dep
 * (`kernel/drivers/vfio/pci/vfio-pci.ko.zst: kernel/...`).
 *
 * Both end with a line end; a list that does not was cut, and what is missing from it proves nothing.
 * Source: modules.dep(5); Linux Documentation/kbuild/kbuild.rst, "modules.builtin".
 */
import { type Malformed, malformed } from '../host/malformed.ts';

const ENTRY = /^(?:[\w.+@,=-]+\/)*([\w.+@,=-]+)\.ko(?:\.(?:gz|xz|zst))?(?::|$)/;

/** Those of `wanted` that are listed. Names with underscores, as /sys/module has them. */
export function findModules(text: string, wanted: ReadonlySet<string>): Set<string> | Malformed {
  if (!text.endsWith('\n')) return malformed(text === '' ? 'empty' : 'ends within a line');
  const found = new Set<string>();
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const name = moduleName(text.slice(start, end));
    if (name === null) return malformed(text.slice(start, end));
    if (wanted.has(name)) found.add(name);
    start = end + 1;
  }
  return found;
}

function moduleName(line: string): string | null {
  // An absolute path is a module from elsewhere (weak-modules of enterprise distributions).
  const entry = ENTRY.exec(line.startsWith('/') ? line.slice(1) : line);
  return entry?.[1]?.replaceAll('-', '_') ?? null;
}
