/**
 * What the default domain of an IOMMU group means for the host's own drivers.
 * Source: Linux Documentation/ABI/testing/sysfs-kernel-iommu_groups; drivers/iommu/iommu.c, iommu_domain_type_str().
 */
const MEANINGS: Readonly<Record<string, string>> = {
  DMA: 'translated, each unmapping takes effect at once',
  'DMA-FQ': 'translated, unmapping takes effect in batches',
  identity: "not translated while the host's drivers have it (pass-through)",
  blocked: 'no DMA at all',
  unmanaged: 'in the hands of VFIO or another user',
};

export function domainMeaning(type: string): string | null {
  return MEANINGS[type] ?? null;
}
