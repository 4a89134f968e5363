/**
 * Device Serial Number (extended capability 0x03): 64 bits that tell twins apart. Zeros and ones are no number.
 * Source: PCI Express Base 6.0, 7.9.3.
 */
import { type ConfigView, decodeExtended, type Seen } from './config-view.ts';

/** As lspci prints it, `48-b0-2d-ff-ff-6f-12-34`. null: none, or a number that nobody filled in. */
export function decodeSerialNumber(config: ConfigView): Seen<string> {
  return decodeExtended(config, 0x03, 12, (bytes, at) => {
    const number = [11, 10, 9, 8, 7, 6, 5, 4].map(offset =>
      bytes
        .getUint8(at + offset)
        .toString(16)
        .padStart(2, '0'),
    );
    return number.every(byte => byte === '00') || number.every(byte => byte === 'ff') ? null : number.join('-');
  });
}
