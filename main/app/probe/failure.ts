/** Turns the errors that a bridge session is known to throw into findings. Anything else is a bug and goes on. */
import type { Finding } from '../../../core/findings/finding.ts';
import type { Bdf } from '../../../core/pci/bdf.ts';
import type { Refusal } from '../../../core/probe/refusal.ts';

/** @returns null when the error is no refusal of the kernel. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof Error) || (error.name !== 'SyscallError' && error.name !== 'NotOfferedError')) return null;
  const { call, code, object } = error as Error & { call: string; code: string; object: string };
  return { call, errno: code, object };
}

/** @throws the error itself when it is a bug, or the reason of a cancel. */
export function findingOfFailure(error: unknown, bdf: Bdf): Finding {
  const refusal = refusalOf(error);
  if (refusal) return { code: 'probe/refused', bdf, refusal };
  if (error instanceof Error && error.name === 'NotViableError') {
    return { code: 'probe/not-viable', bdf, group: (error as Error & { iommuGroup: number }).iommuGroup };
  }
  if (error instanceof Error && error.name === 'BridgeDied') return { code: 'probe/ended', bdf, how: error.message };
  throw error;
}
