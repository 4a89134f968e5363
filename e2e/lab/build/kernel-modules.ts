/**
 * The modules that a lab machine may load, out of a kernel package, with what they depend on.
 *
 * Debian's packages carry no modules.dep: depmod makes it when a kernel is installed, which we never do. The same facts
 * stand in each module's .modinfo section, as `depends=a,b`. Source: Linux scripts/mod/modpost.c, add_depends().
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { runProgram } from './program.ts';

/** What init.sh needs before there is a root file system, then what the specs ask for by name. */
export const MODULES: readonly string[] = [
  'virtio_pci virtio_console virtio_iommu 9pnet_virtio 9p overlay',
  'vfio vfio_iommu_type1 vfio_pci pci_stub',
  'nvme e1000e e1000 xhci_pci snd_hda_intel bochs',
  'kvm_amd tun',
  // What a host may have built on its devices. ext4 asks for its checksum by name only.
  'ext4 crc32c_generic loop bridge 8021q usbhid hid_generic',
].flatMap(names => names.split(' '));

/** `dependencies`: names of all modules that must be in before, in the order in which they are loaded. */
export type KernelModule = { name: string; content: Buffer; dependencies: readonly string[] };

/** @param folder lib/modules/VERSION. Modules that are built in, or unknown to this kernel, are left out. */
export async function collectModules(folder: string, wanted: readonly string[]): Promise<KernelModule[]> {
  const files = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(file => /\.ko(\.xz|\.zst)?$/.test(file))
      .map(file => [moduleName(file), join(folder, file)]),
  );
  const collected = new Map<string, KernelModule>();
  const collect = async (name: string): Promise<void> => {
    const file = files.get(name);
    if (file === undefined || collected.has(name)) return;
    const content = await readModule(file);
    const direct = readDepends(content);
    for (const dependency of direct) await collect(dependency);
    const before = direct.flatMap(dependency => [...(collected.get(dependency)?.dependencies ?? []), dependency]);
    collected.set(name, { name, content, dependencies: [...new Set(before)] });
  };
  for (const name of wanted) await collect(moduleName(name));
  return [...collected.values()];
}

/** Files may have dashes where the kernel says underscores. */
function moduleName(file: string): string {
  return basename(file)
    .replace(/\.ko.*$/, '')
    .replaceAll('-', '_');
}

function readDepends(content: Buffer): string[] {
  const depends = /\0depends=([^\0]*)\0/.exec(content.toString('latin1'))?.[1] ?? '';
  return depends.split(',').filter(Boolean).map(moduleName);
}

async function readModule(file: string): Promise<Buffer> {
  if (file.endsWith('.xz')) return runProgram('xz', ['-dc', file]);
  const content = readFileSync(file);
  return file.endsWith('.zst') ? zstdDecompressSync(content) : content;
}

/** modules.dep as modprobe reads it: the modules to load before, last first. Source: modules.dep(5). */
export function formatModulesDep(modules: readonly KernelModule[]): string {
  const path = (name: string) => `${name}.ko`;
  return modules
    .map(({ name, dependencies }) => `${[`${path(name)}:`, ...dependencies.map(path).toReversed()].join(' ')}\n`)
    .join('');
}
