/** The machines that specs run on, by title. Most runs boot those that some spec names for CI; `--all` boots the rest too. */
import { type Machine, titleOf } from './machine/machine.ts';

export type CatalogueEntry = Machine & {
  /** What is known not to work, in one sentence: no spec runs, the state is looked at and reported. */
  knownFailure?: string;
  /** Only when it is asked for by name: it takes minutes to make. */
  isOnRequest?: true;
};

const entries: readonly CatalogueEntry[] = [
  { kernel: '6.12', iommu: 'intel' },
  { kernel: '6.1', iommu: 'intel' },
  { kernel: '6.12', iommu: 'amd' },
  // It remaps no interrupts, so VFIO wants to be told that this is accepted.
  { kernel: '6.12', iommu: 'virtio', kernelArguments: ['vfio_iommu_type1.allow_unsafe_interrupts=1'] },
  { kernel: '6.12', iommu: 'none' },
  { kernel: '6.12', iommu: 'none', kernelArguments: ['intel_iommu=on'] },
  { kernel: '6.12', iommu: 'intel', kernelArguments: ['intel_iommu=off'] },
  { kernel: '6.12', iommu: 'intel', kernelArguments: ['intremap=off'] },
  { kernel: '6.12', iommu: 'intel', kernelArguments: ['iommu=pt'] },
  { kernel: '6.12', iommu: 'intel-39' },
  { kernel: '6.1', iommu: 'amd' },
  { kernel: 'newest', iommu: 'intel' },
  { kernel: 'newest', iommu: 'amd' },
  {
    kernel: 'newest',
    iommu: 'virtio',
    knownFailure:
      'virtio-iommu keeps no groups under kernel 7.2 (the module loads, groups appear and vanish); cause unknown',
  },
  { kernel: 'iommufd', iommu: 'intel', isOnRequest: true },
  { kernel: 'iommufd', iommu: 'intel-39', isOnRequest: true },
  { kernel: 'iommufd', iommu: 'amd', isOnRequest: true },
];

export const machines: ReadonlyMap<string, CatalogueEntry> = new Map(entries.map(entry => [titleOf(entry), entry]));

export const translates = ({ iommu, kernelArguments = [] }: Machine): boolean =>
  iommu !== 'none' && !kernelArguments.includes('intel_iommu=off');

/** Behind a virtio-iommu the kernel makes a function's group when a driver first probes it. */
export const groupsAtBoot = (machine: Machine): boolean => translates(machine) && machine.iommu !== 'virtio';

export const remapsInterrupts = (machine: Machine): boolean =>
  translates(machine) && machine.iommu !== 'virtio' && !machine.kernelArguments?.includes('intremap=off');
