/**
 * Fields of a function's configuration space, found through its lists of capabilities.
 *
 * Three answers, never two: the field; `null`, the function has no such capability; `NOT_SEEN`, the bytes end before
 * that is clear, as they do after 64 for a user without privilege.
 * Source: PCI Express Base 6.0, 7.5 and 7.6; Linux drivers/pci/pci-sysfs.c, pci_read_config().
 */
import { isMalformed, type Malformed } from '../host/malformed.ts';
import { type ConfigSpace, configBytes, parseConfigSpace } from './config-space.ts';

export const NOT_SEEN = 'not seen';
/** What configuration bytes say about something that a function may have. */
export type Seen<T> = T | null | typeof NOT_SEEN;

export type ConfigView = { space: ConfigSpace; bytes: DataView };

const EXPRESS = 0x10;
const CONVENTIONAL_BYTES = 0x100;

/** `hex` is the fact `config` of a function. */
export function viewConfig(hex: string): ConfigView | Malformed {
  const bytes = configBytes(hex);
  const space = parseConfigSpace(bytes);
  return isMalformed(space) ? space : { space, bytes: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** The value, or `otherwise` for both kinds of silence. Only for display. */
export function seenOr<T, U>(seen: Seen<T>, otherwise: U): T | U {
  return seen === NOT_SEEN || seen === null ? otherwise : seen;
}

/** Decodes the `length` bytes of a capability of the first list. `at` is where it starts. */
export function decodeCapability<T>(
  config: ConfigView,
  id: number,
  length: number,
  decode: (bytes: DataView, at: number) => T,
): Seen<T> {
  const { items, isComplete } = config.space.capabilities;
  return decodeAt(config, items.find(item => item.id === id)?.offset, isComplete, length, decode);
}

/** The same for the list that starts at 0x100. */
export function decodeExtended<T>(
  config: ConfigView,
  id: number,
  length: number,
  decode: (bytes: DataView, at: number) => T,
): Seen<T> {
  const list = config.space.extendedCapabilities;
  if (list === null) return hasOnlyConventionalSpace(config) ? null : NOT_SEEN;
  return decodeAt(config, list.items.find(item => item.id === id)?.offset, list.isComplete, length, decode);
}

function decodeAt<T>(
  { bytes }: ConfigView,
  at: number | undefined,
  isComplete: boolean,
  length: number,
  decode: (bytes: DataView, at: number) => T,
): Seen<T> {
  if (at === undefined) return isComplete ? null : NOT_SEEN;
  return at + length <= bytes.byteLength ? decode(bytes, at) : NOT_SEEN;
}

/** Conventional PCI: the space ends at 256 bytes, and all of them are here. */
function hasOnlyConventionalSpace({ space, bytes }: ConfigView): boolean {
  const { items, isComplete } = space.capabilities;
  return isComplete && bytes.byteLength >= CONVENTIONAL_BYTES && !items.some(item => item.id === EXPRESS);
}
