/** Which findings keep a machine from being written down, unless the user insists. */
import { severityOf } from './describe.ts';
import type { Finding } from './finding.ts';

/** Findings with which the command has no firmware although UEFI was asked for: QEMU would start SeaBIOS. */
const WITHOUT_FIRMWARE: ReadonlySet<Finding['code']> = new Set([
  'firmware/unmeasured',
  'firmware/uefi-missing',
  'firmware/secure-boot-missing',
]);

export function lacksFirmware(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => WITHOUT_FIRMWARE.has(code));
}

/** What blocks, and what the command would lack. */
export function exportObstacles(findings: readonly Finding[]): Finding[] {
  return findings.filter(finding => severityOf(finding) === 'blocker' || WITHOUT_FIRMWARE.has(finding.code));
}
