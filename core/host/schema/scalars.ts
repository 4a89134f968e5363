/** Shapes that several parts of the snapshot share. */
import { z } from 'zod';

/** Addresses and registers may need 64 bits; JSON numbers end at 2^53. */
export const hexAddress = z.string().regex(/^0x[0-9a-f]+$/);
export const hexBytes = z.string().regex(/^([0-9a-f]{2})*$/);
export const count = z.number().int().nonnegative();
