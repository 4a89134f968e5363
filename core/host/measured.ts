/**
 * A fact about the host that may not have been measurable.
 *
 * "Could not measure" is a third answer beside yes and no: it carries the file (or call) that was asked
 * and the reason, so that no reader has to guess and no check can mistake silence for "no".
 */
import { z } from 'zod';

/**
 * Why a fact is not known:
 * - `absent`: the file does not exist, so this kernel or device does not offer it;
 * - `denied`: it exists and this user may not read it;
 * - `malformed`: it was read and its content is not what the kernel documents;
 * - `failed`: the read itself failed (EIO, a vanished device, a program that did not start);
 * - `withheld`: we chose not to read it, because reading has an effect (it would wake a sleeping device).
 */
export const unknownReason = z.enum(['absent', 'denied', 'malformed', 'failed', 'withheld']);
export type UnknownReason = z.infer<typeof unknownReason>;

export const unknown = z.object({
  unknown: unknownReason,
  /** The file, folder or command that was asked, as the user would type it. */
  source: z.string(),
  /** The errno name, or the text that did not parse; empty when there is nothing to add. */
  detail: z.string(),
});
export type Unknown = z.infer<typeof unknown>;

/** A value, or why it is not known. `T` must not be an object with a key `unknown`. */
export type Measured<T> = T | Unknown;

export const measured = <T extends z.ZodType>(value: T) => z.union([unknown, value]);

export function isKnown<T>(fact: Measured<T>): fact is T {
  return !(typeof fact === 'object' && fact !== null && 'unknown' in fact);
}

/** The value, or `otherwise` where it was not measured. Only for display and sorting: a check must tell the two apart. */
export function knownOr<T>(fact: Measured<T>, otherwise: NoInfer<T>): T;
export function knownOr<T, U>(fact: Measured<T>, otherwise: U): T | U;
export function knownOr<T, U>(fact: Measured<T>, otherwise: U): T | U {
  return isKnown(fact) ? fact : otherwise;
}
