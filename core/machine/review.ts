/**
 * The whole answer to a wish on a host: findings, and the command line unless something blocks it.
 * The window calls it at every change, the CLI once; both show the same.
 */

import { planQemuCommand, type QemuCommand } from '../export/qemu-command.ts';
import { checkHost } from '../findings/check-host.ts';
import { checkMachine } from '../findings/check-machine.ts';
import { checkSelection } from '../findings/check-selection.ts';
import { bySeverity, worstSeverity } from '../findings/describe.ts';
import type { Finding, Severity } from '../findings/finding.ts';
import { type FindingsByArea, settleFindings } from '../findings/settle-findings.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { MachineSpec } from './machine-spec.ts';

export type MachineReview = {
  /** Gravest first. */
  findings: Finding[];
  severity: Severity;
  /** Always present, so that the user sees the line grow; whether it may be saved is for `severity` to say. */
  command: QemuCommand;
};

/** Before anything is picked. Gravest first. */
export function reviewHost(host: HostSnapshot): Finding[] {
  return bySeverity(settleFindings({ host: checkHost(host), selection: [], machine: [] }).host);
}

export function reviewMachine(host: HostSnapshot, spec: MachineSpec): MachineReview {
  const areas = settleFindings({
    host: checkHost(host),
    selection: checkSelection(
      host,
      spec.functions.map(fn => fn.bdf),
    ),
    machine: checkMachine(host, spec),
  });
  return reviewOf(host, spec, areas);
}

/** The same from areas that are checked and settled already, as a window has them. */
export function reviewOf(host: HostSnapshot, spec: MachineSpec, areas: FindingsByArea): MachineReview {
  const findings = bySeverity(Object.values(areas).flat());
  return { findings, severity: worstSeverity(findings), command: planQemuCommand(host, spec) };
}
