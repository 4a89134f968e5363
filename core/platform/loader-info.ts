/**
 * The EFI variable LoaderInfo: what the boot loader calls itself, `systemd-boot 257.13` or `GRUB 2.12`.
 *
 * efivarfs puts four bytes of attributes before the value; the value is UTF-16 in little-endian order, ended by a zero.
 * Source: Linux Documentation/filesystems/efivarfs.rst; the Boot Loader Interface of systemd.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

export const LOADER_INFO = '/sys/firmware/efi/efivars/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';

const ATTRIBUTE_BYTES = 4;

export function parseLoaderInfo(bytes: Uint8Array): string | Malformed {
  const value = bytes.subarray(ATTRIBUTE_BYTES);
  if (value.length < 2 || value.length % 2 !== 0) return malformed(`${bytes.length} bytes`);
  let text = '';
  for (let at = 0; at < value.length; at += 2) {
    const unit = (value[at] ?? 0) | ((value[at + 1] ?? 0) << 8);
    if (unit === 0) break;
    text += String.fromCharCode(unit);
  }
  const words = text.trim();
  return /^[\x20-\x7e]{1,100}$/.test(words) ? words : malformed(words || 'an empty name');
}
