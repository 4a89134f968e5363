/**
 * Texts about how the host is put together: boot loader, kernel modules, versions.
 * Source: core/platform; Linux drivers/vfio/Kconfig; Documentation/ABI/testing/sysfs-bus-pci (versions of its files).
 */
import type { Unknown } from '../../host/measured.ts';
import type { ArgumentPlace } from '../../platform/argument-place.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import { type Evidence, evidenceOfUnknown } from '../evidence.ts';
import { enumerate } from '../function-label.ts';
import type { Remedy } from '../remedy.ts';

export type PlatformFacts = {
  'platform/boot-loader': {
    name: string;
    place: ArgumentPlace;
    evidence: Evidence[];
    initramfs: { name: string; file: string; line: string; apply: string } | null;
  };
  'platform/boot-loader-unknown': {
    candidates: { name: string; evidence: Evidence[] }[];
    /** Files that could not be asked for. */
    unmeasured: { path: string; reason: string }[];
  };
  'platform/vfio-module-missing': {
    module: string;
    release: string;
    /** What the kernel's configuration says of it, `CONFIG_VFIO_PCI`; null: not known. */
    option: { name: string; value: string; source: string } | null;
    /** The package that has it; null: not known. */
    package: string | null;
  };
  'platform/modules-removed': { release: string; installed: string[]; source: string };
  'platform/vfio-modules-unmeasured': { gap: Unknown };
  'platform/vfio-built-in': { ids: string | null };
  'platform/kernel-too-old': { release: string; missing: { what: string; since: string }[] };
  'platform/qemu-too-old': { version: string; missing: { what: string; since: string }[] };
};

const restart: Remedy = { kind: 'advice', text: 'Start the computer again, so that the installed kernel runs.' };
const lacks = (missing: readonly { what: string; since: string }[]) =>
  missing.map(({ what, since }) => `${what} (since ${since})`);

export const platformCatalogue: Catalogue<PlatformFacts> = {
  'platform/boot-loader': {
    severity: 'note',
    title: f =>
      f.place.how === 'command'
        ? `Kernel arguments are set with ${f.place.add.split(' ')[0]}`
        : `Kernel arguments are set in ${f.place.file}`,
    explain: f => {
      const where =
        f.place.how === 'command'
          ? `This host starts with ${f.name}; "${f.place.add}" adds an argument.`
          : `This host starts with ${f.name}. Arguments stand in ${f.place.inside}${
              f.place.apply === null
                ? ', and count from the next start on'
                : `; "${f.place.apply}" puts them into force`
            }.`;
      return f.initramfs
        ? `${where} Drivers that must come first go into ${f.initramfs.file}; "${f.initramfs.apply}" (${f.initramfs.name}) makes the initramfs anew.`
        : where;
    },
    evidence: f => f.evidence,
    remedies: () => [],
  },
  // It matters once an argument must be set, and then the remedy says so.
  'platform/boot-loader-unknown': {
    severity: 'note',
    title: f =>
      f.candidates.length > 0
        ? `Which boot loader starts this host is not clear: ${enumerate(f.candidates.map(one => one.name))}`
        : 'Which boot loader starts this host is not known',
    explain: f =>
      f.candidates.length > 0
        ? 'Files of more than one are there, and nothing says which of them ran. So Bindery cannot say in which file kernel arguments belong.'
        : 'No file of a known boot loader was found. So Bindery cannot say in which file kernel arguments belong.',
    evidence: f => [
      ...f.candidates.flatMap(one => one.evidence),
      ...f.unmeasured.map(({ path, reason }) => ({ source: path, observed: `could not be looked for (${reason})` })),
      ...(f.candidates.length + f.unmeasured.length === 0
        ? [{ source: '/boot', observed: 'no file that is known' }]
        : []),
    ],
    remedies: () => [
      { kind: 'command', command: 'bootctl status', needsRoot: true, effect: 'names the boot loader on a UEFI host' },
    ],
  },
  'platform/vfio-module-missing': {
    severity: 'blocker',
    title: f => `This kernel has no module ${f.module}`,
    explain: f =>
      `Kernel ${f.release} was built without ${f.module}, or its modules come in a package that is not installed. Without it no device can be handed to a machine.`,
    evidence: f => [
      { source: `/lib/modules/${f.release}/modules.dep`, observed: `no ${f.module}` },
      ...(f.option ? [{ source: f.option.source, observed: `${f.option.name}=${f.option.value}` }] : []),
    ],
    remedies: f => [
      ...(f.package === null ? [] : [{ kind: 'advice', text: `Install the package ${f.package}.` } as const]),
      { kind: 'advice', text: 'Install the usual kernel of your distribution, not one for clouds or containers.' },
    ],
  },
  'platform/modules-removed': {
    severity: 'blocker',
    title: () => 'The modules of the running kernel are gone',
    explain: f =>
      `Kernel ${f.release} runs, but an update has removed its modules${
        f.installed.length > 0 ? ` and put ${enumerate(f.installed)} in their place` : ''
      }. VFIO is not loaded yet and cannot be loaded any more.`,
    evidence: f => [
      { source: '/proc/sys/kernel/osrelease', observed: f.release },
      { source: f.source, observed: f.installed.length > 0 ? f.installed.join(', ') : 'empty' },
    ],
    remedies: () => [restart],
  },
  'platform/vfio-modules-unmeasured': {
    severity: 'unmeasured',
    title: () => 'Whether this kernel has VFIO could not be measured',
    explain: f =>
      `Without vfio-pci no device can be handed to a machine. Whether it is loaded or could be, ${f.gap.source} does not tell.`,
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [
      { kind: 'command', command: 'modprobe vfio-pci', needsRoot: true, effect: 'loads it, or says why it cannot' },
    ],
  },
  'platform/vfio-built-in': {
    severity: 'note',
    title: () => 'vfio-pci is part of this kernel',
    explain: f =>
      `It is no module, so options in /etc/modprobe.d do not reach it: they go on the kernel command line, as vfio-pci.ids= and the like. ${
        f.ids === null ? 'None is given now.' : `Given now: ${f.ids}.`
      }`,
    evidence: f => [
      { source: '/sys/module/vfio_pci', observed: 'built in' },
      ...(f.ids === null ? [] : [{ source: '/proc/cmdline', observed: f.ids }]),
    ],
    remedies: () => [],
  },
  'platform/kernel-too-old': {
    severity: 'note',
    title: f => `Kernel ${f.release} lacks what newer ones have`,
    explain: f => `It has no ${enumerate(lacks(f.missing))}. Handing devices over works without.`,
    evidence: f => [{ source: '/proc/sys/kernel/osrelease', observed: f.release }],
    remedies: () => [{ kind: 'advice', text: 'Install a newer kernel if you need one of these.' }],
  },
  'platform/qemu-too-old': {
    severity: 'note',
    title: f => `QEMU ${f.version} lacks what newer ones have`,
    explain: f => `It has no ${enumerate(lacks(f.missing))}. Handing devices over works without.`,
    evidence: f => [{ source: 'qemu-system-x86_64 --version', observed: f.version }],
    remedies: () => [{ kind: 'advice', text: 'Install a newer QEMU if you need one of these.' }],
  },
};
