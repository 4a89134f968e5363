/** Exit codes, for scripts. They are part of the product: documented in --help, never renumbered. */
import type { Severity } from '../../core/findings/finding.ts';

export const EXIT = {
  /** Nothing stands in the way. */
  ok: 0,
  /** It may work and disappoint, or a question is open. */
  attention: 1,
  /** Something blocks. */
  blocked: 2,
  /** The command line, or a file that it names, cannot be used. From sysexits.h, EX_USAGE. */
  usage: 64,
} as const;

export function exitCodeOf(severity: Severity): number {
  switch (severity) {
    case 'blocker':
      return EXIT.blocked;
    case 'warning':
    case 'unmeasured':
      return EXIT.attention;
    case 'note':
    case 'ok':
      return EXIT.ok;
  }
}
