/** Names short enough for a table. */
import { labelFunction } from '../../core/findings/function-label.ts';
import type { PciFunction } from '../../core/host/snapshot.ts';

/**
 * `NVIDIA Corporation` -> `NVIDIA`, `Advanced Micro Devices, Inc. [AMD/ATI]` -> `AMD/ATI`: pci.ids puts the name that
 * people use into brackets, where a company has one.
 */
export function shortVendor(name: string): string {
  const usual = /\[([^\]]+)\]\s*$/.exec(name)?.[1];
  if (usual) return usual;
  const short = name.replace(
    /[\s,]+(?:Corporation|Corp|Co|Ltd|Limited|Inc|LLC|GmbH|AG|Technology|Semiconductor)\b\.?/gi,
    '',
  );
  return short.trim() || name;
}

export function shortName(fn: PciFunction): string {
  const vendorName = fn.vendorName === null ? null : shortVendor(fn.vendorName);
  return labelFunction({ ...fn, vendorName }).name;
}
