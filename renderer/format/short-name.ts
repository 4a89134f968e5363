/** Names short enough for a table. */
import { labelFunction } from '../../core/findings/function-label.ts';
import type { PciFunction } from '../../core/host/snapshot.ts';
import { isDisplayFunction } from '../../core/pci/function-role.ts';

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

/** Of a graphics card the name that is printed on its box, where the list has one: `GeForce RTX 3070` for `GA104 [GeForce RTX 3070]`. */
export function shortName(fn: PciFunction): string {
  const vendorName = fn.vendorName === null ? null : shortVendor(fn.vendorName);
  const product = isDisplayFunction(fn) ? /\[([^\]]+)\]\s*$/.exec(fn.deviceName ?? '')?.[1] : undefined;
  return labelFunction({ ...fn, vendorName, deviceName: product ?? fn.deviceName }).name;
}
