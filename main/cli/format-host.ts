/** A host as text for a terminal: what matters for assignment, then the functions by IOMMU group. */
import { oneLine } from '../../core/findings/one-line.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { listFunctions } from '../../core/report/function-list.ts';
import { summarizeHost } from '../../core/report/host-summary.ts';

export function formatHost(host: HostSnapshot): string {
  const rows = summarizeHost(host).map(({ name, value }) => `${name.padEnd(14)} ${value}`);
  return [...rows, '', ...listFunctions(host)].map(oneLine).join('\n');
}
