/**
 * The EFI variable SecureBoot as efivarfs shows it: four bytes of attributes, then one byte, 0 or 1.
 * Source: UEFI Specification 2.10, section 3.3; Linux Documentation/filesystems/efivarfs.rst.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

export function parseSecureBoot(bytes: Uint8Array): boolean | Malformed {
  if (bytes.length !== 5) return malformed(`${bytes.length} bytes instead of 5`);
  const value = bytes[4];
  return value === 0 || value === 1 ? value === 1 : malformed(`the byte ${value}`);
}
