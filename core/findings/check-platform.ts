/** How the host is put together: where kernel arguments are set, whether the kernel has VFIO, what old versions lack. */
import { isAtLeast, parseKernelVersion } from '../host/kernel-release.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { KernelModule } from '../host/schema/platform.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { pickQemu } from '../machine/pick-qemu.ts';
import { decideBootLoader } from '../platform/boot-loader.ts';
import { packageOfModules } from '../platform/distribution-package.ts';
import { decideInitramfsTool } from '../platform/initramfs-tool.ts';
import type { Finding } from './finding.ts';

export function checkPlatform(host: HostSnapshot): Finding[] {
  return [
    ...(host.origin.kind === 'posted' ? [] : [checkBootLoader(host)]),
    ...checkModules(host),
    ...checkKernelAge(host),
    ...checkQemuAge(host),
  ];
}

function checkBootLoader(host: HostSnapshot): Finding {
  const loader = decideBootLoader(host);
  if (loader.verdict !== 'known') {
    return {
      code: 'platform/boot-loader-unknown',
      candidates:
        loader.verdict === 'ambiguous' ? loader.candidates.map(({ name, evidence }) => ({ name, evidence })) : [],
      unmeasured: host.platform.bootFilesUnmeasured,
    };
  }
  const { name, place, evidence } = loader;
  const tool = decideInitramfsTool(host.platform.bootFiles);
  const initramfs =
    tool.verdict === 'known' ? { name: tool.name, file: tool.file, line: tool.line, apply: tool.apply } : null;
  return { code: 'platform/boot-loader', name, place, evidence, initramfs };
}

/** The driver itself, and what translates its addresses: the container's module, or iommufd. */
function checkModules(host: HostSnapshot): Finding[] {
  const { modules } = host.platform;
  if (!isKnown(modules)) return [{ code: 'platform/vfio-modules-unmeasured', gap: modules }];
  const byName = new Map(modules.map(module => [module.name, module]));
  const vfioPci = byName.get('vfio_pci');
  // A recording of an older format does not say.
  if (vfioPci === undefined) return [];
  const isHere = (module: KernelModule | undefined) => module?.state === 'loaded' || module?.state === 'built-in';
  if (!isHere(vfioPci)) {
    const removed = checkRemoved(host);
    if (removed) return [removed];
  }
  if (!isKnown(vfioPci.state)) return [{ code: 'platform/vfio-modules-unmeasured', gap: vfioPci.state }];
  const findings: Finding[] =
    vfioPci.state === 'built-in' ? [{ code: 'platform/vfio-built-in', ids: givenIds(host) }] : [];
  const backends = ['vfio_iommu_type1', 'iommufd'].map(name => byName.get(name)?.state);
  if (vfioPci.state === 'absent') return [missing(host, 'vfio_pci', 'VFIO_PCI')];
  if (backends.every(state => state === 'absent'))
    return [...findings, missing(host, 'vfio_iommu_type1', 'VFIO_IOMMU_TYPE1')];
  return findings;
}

/** An update has taken the modules away while their kernel still runs. */
function checkRemoved(host: HostSnapshot): Finding | null {
  const { installedKernels } = host.platform;
  const { release } = host.kernel;
  if (!isKnown(installedKernels) || !isKnown(release) || installedKernels.length === 0) return null;
  if (installedKernels.includes(release)) return null;
  return { code: 'platform/modules-removed', release, installed: installedKernels, source: '/lib/modules' };
}

function missing(host: HostSnapshot, module: string, option: string): Finding {
  const { kernelConfig, distribution } = host.platform;
  const release = knownOr(host.kernel.release, '');
  return {
    code: 'platform/vfio-module-missing',
    module,
    release,
    option: isKnown(kernelConfig)
      ? { name: `CONFIG_${option}`, value: kernelConfig.options[option] ?? 'n', source: kernelConfig.source }
      : null,
    package: isKnown(distribution) ? packageOfModules(distribution, release) : null,
  };
}

function givenIds(host: HostSnapshot): string | null {
  return knownOr(host.kernel.commandLine, []).find(argument => /^vfio[-_]pci\.ids=/.test(argument)) ?? null;
}

type Feature = { what: string; major: number; minor: number };
/** Source: Linux Documentation/ABI/testing/sysfs-kernel-iommu_groups and sysfs-bus-pci; drivers/vfio/device_cdev.c. */
const KERNEL_FEATURES: readonly Feature[] = [
  { what: 'answer to how an IOMMU group translates', major: 5, minor: 11 },
  { what: 'answer to how a device can be reset', major: 5, minor: 15 },
  { what: 'iommufd', major: 6, minor: 2 },
  { what: 'node for each VFIO device, which iommufd needs in QEMU', major: 6, minor: 6 },
];
/** Source: QEMU docs/about and git history: hw/vfio/iommufd.c, target/i386 (guest-phys-bits). */
const QEMU_FEATURES: readonly Feature[] = [
  { what: 'iommufd', major: 9, minor: 0 },
  { what: 'limit of guest addresses for small IOMMUs (guest-phys-bits)', major: 9, minor: 1 },
];

const missingIn = (features: readonly Feature[], version: { major: number; minor: number }) =>
  features
    .filter(({ major, minor }) => !isAtLeast(version, major, minor))
    .map(({ what, major, minor }) => ({ what, since: `${major}.${minor}` }));

function checkKernelAge({ kernel: { release } }: HostSnapshot): Finding[] {
  const version = isKnown(release) ? parseKernelVersion(release) : null;
  if (!isKnown(release) || version === null) return [];
  const lacking = missingIn(KERNEL_FEATURES, version);
  return lacking.length > 0 ? [{ code: 'platform/kernel-too-old', release, missing: lacking }] : [];
}

function checkQemuAge({ qemu }: HostSnapshot): Finding[] {
  const version = isKnown(qemu) ? pickQemu(qemu)?.version : undefined;
  if (version === undefined || !isKnown(version)) return [];
  const lacking = missingIn(QEMU_FEATURES, version);
  return lacking.length > 0 ? [{ code: 'platform/qemu-too-old', version: version.text, missing: lacking }] : [];
}
