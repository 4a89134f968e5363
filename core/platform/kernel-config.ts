/**
 * The configuration that a kernel was built with: `CONFIG_VFIO_PCI=m`, `# CONFIG_VFIO_NOIOMMU is not set`.
 *
 * Only options that matter here are kept. One that the whole file does not name is off: what it depends on is off, or
 * this kernel does not know it. Source: Linux Documentation/kbuild/kconfig.rst; scripts/kconfig/confdata.c.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

const EXACT: ReadonlySet<string> = new Set([
  'IOMMU_SUPPORT',
  'IOMMU_DEFAULT_DMA_STRICT',
  'IOMMU_DEFAULT_DMA_LAZY',
  'IOMMU_DEFAULT_PASSTHROUGH',
  'INTEL_IOMMU',
  'INTEL_IOMMU_DEFAULT_ON',
  'INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON',
  'INTEL_IOMMU_SVM',
  'AMD_IOMMU',
  'ARM_SMMU',
  'ARM_SMMU_V3',
  'VIRTIO_IOMMU',
  'IRQ_REMAP',
  'PCI_QUIRKS',
  'PCI_IOV',
  'PCI_PRI',
  'PCI_PASID',
  'PCI_P2PDMA',
  'PCI_STUB',
  'HUGETLBFS',
  'HUGETLB_PAGE',
  'TRANSPARENT_HUGEPAGE',
  'SYSFB',
  'SYSFB_SIMPLEFB',
  'DRM_SIMPLEDRM',
  'FB_EFI',
  'FB_SIMPLE',
  'FB_VESA',
  'SECURITY_LOCKDOWN_LSM',
  'MODULE_SIG_FORCE',
  'UDMABUF',
  'VHOST_NET',
  'TUN',
]);
const FAMILY = /^(?:VFIO|IOMMUFD|KVM|HUGETLB)(?:_|$)/;

const LINE = /^(?:CONFIG_(\w{1,80})=(.{0,200})|# CONFIG_(\w{1,80}) is not set)$/;

/** By name without `CONFIG_`: `y`, `m`, `n`, or a value without its quotes. */
export function parseKernelConfig(text: string): Record<string, string> | Malformed {
  if (!text.endsWith('\n')) return malformed(text === '' ? 'empty' : 'ends within a line');
  const options: Record<string, string> = {};
  let named = 0;
  for (const line of text.split('\n')) {
    const match = LINE.exec(line);
    if (!match) {
      // Comments have any form; everything else is an option.
      if (line !== '' && !line.startsWith('#') && !line.startsWith('CONFIG_')) return malformed(line);
      continue;
    }
    named++;
    const name = match[1] ?? match[3] ?? '';
    if (EXACT.has(name) || FAMILY.test(name)) options[name] = (match[2] ?? 'n').replace(/^"|"$/g, '');
  }
  return named > 0 ? options : malformed('no option');
}
