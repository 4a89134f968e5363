/**
 * Functions that send DMA under the address of another one, so that the IOMMU cannot tell the two apart.
 *
 * Source: Linux 6.18 drivers/pci/quirks.c, quirk_dma_func0_alias(), quirk_dma_func1_alias().
 */
import type { Bdf } from './bdf.ts';
import { slotOf } from './bdf.ts';

const AS_FUNCTION_0: ReadonlySet<string> = new Set([
  // Ricoh card readers and FireWire, Glenfly graphics.
  '1180:e832',
  '1180:e476',
  '6766:3d40',
  '6766:3d41',
]);

const AS_FUNCTION_1: ReadonlySet<string> = new Set([
  // Marvell SATA controllers, and cards made of them (HighPoint, Plextor); JMicron card reader.
  ...[
    '9120',
    '9123',
    '9125',
    '9128',
    '9130',
    '9170',
    '9172',
    '917a',
    '9182',
    '9183',
    '91a0',
    '9215',
    '9220',
    '9230',
  ].map(device => `1b4b:${device}`),
  '1b4b:9235',
  '1103:0642',
  '1103:0645',
  '197b:2392',
  '1c28:0122',
]);

/** The address that DMA of a function carries. null: its own. */
export function dmaAlias(bdf: Bdf, vendorId: number, deviceId: number): Bdf | null {
  const ids = [vendorId, deviceId].map(id => id.toString(16).padStart(4, '0')).join(':');
  const number = AS_FUNCTION_0.has(ids) ? 0 : AS_FUNCTION_1.has(ids) ? 1 : null;
  const alias = `${slotOf(bdf)}.${number}`;
  return number === null || alias === bdf ? null : (alias as Bdf);
}
