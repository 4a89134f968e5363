import { expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { isKnown } from '../host/measured.ts';
import type { KernelModule } from '../host/schema/platform.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { checkHost } from './check-host.ts';
import { checkPlatform } from './check-platform.ts';
import type { Finding } from './finding.ts';

const debian = await sampleSnapshot('intel-desktop');
const fedora = await sampleSnapshot('twin-gpu-workstation');

const codesOf = (findings: readonly Finding[]) => findings.map(finding => finding.code);
const gap = { unknown: 'denied', source: '/x', detail: 'EACCES' } as const;

/** The host with other platform facts, and other states of some modules. */
function host(
  change: Partial<HostSnapshot['platform']>,
  states: Record<string, KernelModule['state']> = {},
  base = debian,
): HostSnapshot {
  const { modules } = base.platform;
  const changed = isKnown(modules)
    ? modules.map(module => ({ ...module, state: states[module.name] ?? module.state }))
    : modules;
  return { ...base, platform: { ...base.platform, modules: changed, ...change } };
}

test('a healthy host hears where kernel arguments are set, and no more', () => {
  expect(codesOf(checkPlatform(debian))).toEqual(['platform/boot-loader']);
  expect(checkHost(debian)).toContainEqual(expect.objectContaining({ code: 'platform/boot-loader', name: 'GRUB' }));
  expect(checkPlatform(fedora)).toMatchObject([
    { name: 'GRUB with boot loader entries', place: { how: 'command' }, initramfs: { name: 'dracut' } },
  ]);
});

test('an unknown or ambiguous loader is said to be so', () => {
  const unmeasured = [{ path: '/boot/loader/loader.conf', reason: 'EACCES' }];
  const [unknown] = checkPlatform(host({ bootFiles: [], bootFilesUnmeasured: unmeasured }));
  expect(unknown).toEqual({ code: 'platform/boot-loader-unknown', candidates: [], unmeasured });
  const bootFiles = ['/etc/default/grub', '/boot/extlinux/extlinux.conf'];
  const [ambiguous] = checkPlatform(host({ bootFiles }));
  expect(ambiguous).toMatchObject({ candidates: [{ name: 'GRUB' }, { name: 'extlinux' }] });
});

test.each<[string, Record<string, KernelModule['state']>, object | null]>([
  ['vfio-pci loaded', { vfio_pci: 'loaded' }, null],
  ['vfio-pci to be had', { vfio_pci: 'loadable' }, null],
  ['vfio-pci built in', { vfio_pci: 'built-in' }, { code: 'platform/vfio-built-in', ids: null }],
  [
    'no vfio-pci',
    { vfio_pci: 'absent' },
    {
      code: 'platform/vfio-module-missing',
      module: 'vfio_pci',
      option: { name: 'CONFIG_VFIO_PCI', value: 'm', source: '/boot/config-6.12.43+deb13-amd64' },
      package: null,
    },
  ],
  ['iommufd alone', { vfio_iommu_type1: 'absent', iommufd: 'loadable' }, null],
  [
    'neither container nor iommufd',
    { vfio_iommu_type1: 'absent', iommufd: 'absent' },
    { code: 'platform/vfio-module-missing', module: 'vfio_iommu_type1' },
  ],
  ['one of the two not known', { vfio_iommu_type1: gap, iommufd: 'absent' }, null],
  ['vfio-pci not known', { vfio_pci: gap }, { code: 'platform/vfio-modules-unmeasured', gap }],
])('%s', (_, states, expected) => {
  const [, finding] = checkPlatform(host({}, states));
  if (expected === null) expect(finding).toBeUndefined();
  else expect(finding).toMatchObject(expected);
});

test('modules that were not listed at all are not known', () => {
  expect(checkPlatform(host({ modules: gap }))[1]).toEqual({ code: 'platform/vfio-modules-unmeasured', gap });
});

test('an update that took the modules away is told, unless VFIO is there already', () => {
  const absent = {
    unknown: 'absent',
    source: '/lib/modules/6.12.43+deb13-amd64/modules.dep',
    detail: 'ENOENT',
  } as const;
  const installedKernels = ['6.12.48+deb13-amd64'];
  expect(checkPlatform(host({ installedKernels }, { vfio_pci: absent }))[1]).toEqual({
    code: 'platform/modules-removed',
    release: '6.12.43+deb13-amd64',
    installed: installedKernels,
    source: '/lib/modules',
  });
  expect(checkPlatform(host({ installedKernels }, { vfio_pci: 'loaded' }))).toHaveLength(1);
  // A container has no modules of any kernel.
  expect(codesOf(checkPlatform(host({ installedKernels: [] }, { vfio_pci: absent })))).toEqual([
    'platform/boot-loader',
    'platform/vfio-modules-unmeasured',
  ]);
});

test.each([
  ['5.10.0-32-amd64', ['5.11', '5.15', '6.2', '6.6']],
  ['6.1.0-40-amd64', ['6.2', '6.6']],
  ['6.5.0-1-amd64', ['6.6']],
  ['6.12.9', null],
  ['not a version', null],
])('kernel %s lacks what came with %j', (release, since) => {
  const old: HostSnapshot = { ...debian, kernel: { ...debian.kernel, release } };
  const finding = checkPlatform(old).find(one => one.code === 'platform/kernel-too-old');
  if (since === null) expect(finding).toBeUndefined();
  else expect(finding).toMatchObject({ missing: since.map(version => ({ since: version })) });
});

test.each([
  [8, 2, ['9.0', '9.1']],
  [9, 0, ['9.1']],
  [9, 1, null],
])('QEMU %i.%i lacks what came with %j', (major, minor, since) => {
  const version = { text: `${major}.${minor}.0`, major, minor, micro: 0 };
  const qemu = [{ path: '/usr/bin/qemu-system-x86_64', architecture: 'x86_64', version }];
  const finding = checkPlatform({ ...debian, qemu }).find(one => one.code === 'platform/qemu-too-old');
  if (since === null) expect(finding).toBeUndefined();
  else expect(finding).toMatchObject({ missing: since.map(one => ({ since: one })) });
});
