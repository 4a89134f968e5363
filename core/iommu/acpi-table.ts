/**
 * The header that every ACPI table begins with, and a walk along entries that each say their own length.
 *
 * Tables are what the firmware's author wrote: lengths are not trusted, a walk always ends.
 * Source: ACPI specification 6.5, 5.2.6 (struct: char signature[4]; u32 length; u8 revision, checksum; char oem[6], ...).
 */
import { type Malformed, malformed } from '../host/malformed.ts';

/** The table's own bytes, whatever follows them. `isCut`: fewer are there than the header says. */
export type AcpiTable = { view: DataView; isCut: boolean };

export function openTable(bytes: Uint8Array, signature: string, leastBytes: number): AcpiTable | Malformed {
  if (bytes.length < leastBytes)
    return malformed(`${signature}: ${bytes.length} bytes, the fixed part has ${leastBytes}`);
  const found = String.fromCharCode(...bytes.subarray(0, 4));
  if (found !== signature) return malformed(`${signature}: the table begins with ${JSON.stringify(found)}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  if (length < leastBytes) return malformed(`${signature}: says it has ${length} bytes`);
  const end = Math.min(length, bytes.length);
  return { view: new DataView(bytes.buffer, bytes.byteOffset, end), isCut: length > bytes.length };
}

/** A stretch of a table. */
export type Slice = { view: DataView; offset: number; end: number };

/**
 * Entries one after the other; `lengthOf` reads an entry's length at an offset that has at least `leastBytes`.
 * @returns the entries, and whether they fill the stretch: false where one claims less than its fixed part or more than there is.
 */
export function walkEntries(
  { view, offset, end }: Slice,
  leastBytes: number,
  lengthOf: (offset: number) => number,
): { entries: Slice[]; isComplete: boolean } {
  const entries: Slice[] = [];
  let at = offset;
  while (at < end) {
    if (at + leastBytes > end) return { entries, isComplete: false };
    const length = lengthOf(at);
    if (length < leastBytes || at + length > end) return { entries, isComplete: false };
    entries.push({ view, offset: at, end: at + length });
    at += length;
  }
  return { entries, isComplete: true };
}
