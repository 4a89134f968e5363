/** What a spec may choose about a lab machine, and how that is said to QEMU and to the kernel. */
import type { KernelName } from '../build/kernel.ts';

/** `intel` translates 48 address bits, `intel-39` as many as desktop processors do. */
export type IommuName = 'intel' | 'intel-39' | 'amd' | 'virtio' | 'none';

export type Machine = {
  kernel: KernelName;
  iommu: IommuName;
  /** Added to the kernel's command line: `intel_iommu=off`, `vfio_iommu_type1.allow_unsafe_interrupts=1`. */
  kernelArguments?: readonly string[];
};

/** What loads by itself on a workstation; VFIO's modules do not. */
export function hostDrivers({ iommu }: Machine): string[] {
  const drivers = ['e1000e', 'e1000', 'xhci_pci', 'snd_hda_intel'];
  // Behind the amd-iommu of QEMU 7.2 with interrupt remapping, nvme's first command times out, after 60 s; cause unknown.
  return iommu === 'amd' ? drivers : [...drivers, 'nvme'];
}

/** Names a machine in reports and files: `6.12 intel`, `6.12 intel intremap=off`, `6.12 virtio allow_unsafe_interrupts`. */
export function titleOf({ kernel, iommu, kernelArguments = [] }: Machine): string {
  const words = kernelArguments.map(argument => argument.replace(/^\w+\.(\w+)=1$/, '$1'));
  return [kernel, iommu === 'none' ? 'no-iommu' : iommu, ...words].join(' ');
}

/**
 * Arguments that stand before and after the other devices: amd-iommu brings a PCI function that takes the first free
 * slot, so it must come last; the others must be there before a device looks for its address space.
 */
export function iommuArguments(iommu: IommuName): { before: readonly string[]; after: readonly string[] } {
  const intel = (bits: number) => ['-device', `intel-iommu,intremap=on,caching-mode=on,aw-bits=${bits}`];
  switch (iommu) {
    case 'intel':
      return { before: intel(48), after: [] };
    case 'intel-39':
      return { before: intel(39), after: [] };
    case 'amd':
      return { before: [], after: ['-device', 'amd-iommu,intremap=on'] };
    case 'virtio':
      return { before: ['-device', 'virtio-iommu-pci,addr=1e.0'], after: [] };
    case 'none':
      return { before: [], after: [] };
  }
}
