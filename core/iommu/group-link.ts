import { type Malformed, malformed } from '../host/malformed.ts';

/**
 * The group number at the end of an `iommu_group` link: `../../../kernel/iommu_groups/14`.
 * Source: Linux drivers/iommu/iommu.c, iommu_group_add_device().
 */
export function parseGroupLink(link: string): number | Malformed {
  const id = /\/iommu_groups\/(\d{1,9})$/.exec(link)?.[1];
  return id === undefined ? malformed(link) : Number(id);
}
