import type { PlatformFacts } from '../catalogue/platform.ts';
import type { Examples } from './examples.ts';

const grub = {
  name: 'GRUB',
  evidence: [{ source: '/etc/default/grub', observed: 'is there' }],
};

export const platformExamples: Examples<PlatformFacts> = {
  facts: {
    'platform/boot-loader': {
      ...grub,
      place: {
        how: 'edit',
        file: '/etc/default/grub',
        inside: 'GRUB_CMDLINE_LINUX_DEFAULT',
        apply: 'update-grub',
      },
      initramfs: {
        name: 'initramfs-tools',
        file: '/etc/initramfs-tools/modules',
        line: 'vfio_pci',
        apply: 'update-initramfs -u -k all',
      },
    },
    'platform/boot-loader-unknown': {
      candidates: [grub, { name: 'Limine', evidence: [{ source: '/boot/limine.conf', observed: 'is there' }] }],
      unmeasured: [{ path: '/boot/efi/loader/loader.conf', reason: 'EACCES' }],
    },
    'platform/vfio-module-missing': {
      module: 'vfio_pci',
      release: '6.12.43+deb13-cloud-amd64',
      option: { name: 'CONFIG_VFIO_PCI', value: 'n', source: '/boot/config-6.12.43+deb13-cloud-amd64' },
      package: 'linux-image-amd64',
    },
    'platform/modules-removed': { release: '6.16.8-arch1-1', installed: ['6.17.1-arch1-1'], source: '/lib/modules' },
    'platform/vfio-modules-unmeasured': {
      gap: { unknown: 'denied', source: '/lib/modules/6.12.9/modules.dep', detail: 'EACCES' },
    },
    'platform/vfio-built-in': { ids: 'vfio-pci.ids=10de:1e81' },
    'platform/kernel-too-old': {
      release: '5.10.0-32-amd64',
      missing: [
        { what: 'way to say how a device is reset', since: '5.15' },
        { what: 'iommufd', since: '6.2' },
        { what: 'node for each VFIO device, which iommufd needs in QEMU', since: '6.6' },
      ],
    },
    'platform/qemu-too-old': { version: '8.2.2', missing: [{ what: 'iommufd', since: '9.0' }] },
  },
  withoutRemedy: {
    'platform/boot-loader': 'a fact that other remedies use',
    'platform/vfio-built-in': 'a fact about the kernel',
  },
};
