/**
 * Findings: what Bindery has to say about a host, a wish or an outcome, as plain values.
 *
 * A finding is a code and its facts. The words live in the catalogue (catalogue.ts), one entry a code; codes are
 * permanent, because people search for them.
 */
import type { AccessFacts } from './catalogue/access.ts';
import type { CostFacts } from './catalogue/cost.ts';
import type { CostSeatFacts } from './catalogue/cost-seat.ts';
import type { FirmwareFacts } from './catalogue/firmware.ts';
import type { FunctionFacts } from './catalogue/function.ts';
import type { HoldersFacts } from './catalogue/holders.ts';
import type { HostMemoryFacts } from './catalogue/host-memory.ts';
import type { IommuFacts } from './catalogue/iommu.ts';
import type { IsolationFacts } from './catalogue/isolation.ts';
import type { KernelLogFacts } from './catalogue/kernel-log.ts';
import type { MachineFacts } from './catalogue/machine.ts';
import type { MemoryFacts } from './catalogue/memory.ts';
import type { PciFacts } from './catalogue/pci.ts';
import type { PlatformFacts } from './catalogue/platform.ts';
import type { ProbeFacts } from './catalogue/probe.ts';
import type { SelectionFacts } from './catalogue/selection.ts';
import type { VirtualizationFacts } from './catalogue/virtualization.ts';

/** Facts of every code. */
export type FindingFacts = IommuFacts &
  IsolationFacts &
  VirtualizationFacts &
  PciFacts &
  FunctionFacts &
  CostFacts &
  CostSeatFacts &
  HoldersFacts &
  SelectionFacts &
  MemoryFacts &
  HostMemoryFacts &
  AccessFacts &
  FirmwareFacts &
  MachineFacts &
  PlatformFacts &
  KernelLogFacts &
  ProbeFacts;

export type FindingCode = keyof FindingFacts;

/** `readFrom`: where everything was read, in place of the files that the catalogue names: a posted text. */
export type Finding = {
  [Code in FindingCode]: { code: Code; readFrom?: string } & FindingFacts[Code];
}[FindingCode];

/**
 * - `blocker`: the machine will not start, or the host would be hurt; proved.
 * - `warning`: it may start and disappoint, or costs something.
 * - `unmeasured`: the question is open, because something could not be read.
 * - `note`: worth knowing, nothing to do.
 * - `ok`: asked, and fine.
 */
export type Severity = 'blocker' | 'warning' | 'unmeasured' | 'note' | 'ok';

export const SEVERITIES: readonly Severity[] = ['blocker', 'warning', 'unmeasured', 'note', 'ok'];
