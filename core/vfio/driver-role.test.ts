import { expect, test } from 'vitest';
import { holdsGroup, isVfioDriver } from './driver-role.ts';

test.each(['vfio-pci', 'mlx5_vfio_pci', 'nvgrace_gpu_vfio_pci', 'xe-vfio-pci', 'hisi-acc-vfio-pci', 'qat_vfio_pci'])(
  '%s is a VFIO driver',
  driver => {
    expect(isVfioDriver(driver)).toBe(true);
    expect(holdsGroup(driver)).toBe(false);
  },
);

test.each([null, 'pci-stub', 'pcieport'])('%s leaves the group to VFIO', driver => {
  expect(holdsGroup(driver)).toBe(false);
});

test.each(['nvidia', 'amdgpu', 'snd_hda_intel', 'lpc_ich', 'pcieport2', 'myvfiothing'])(
  '%s holds the group',
  driver => {
    expect(holdsGroup(driver)).toBe(true);
  },
);
