/** Everything known of one function, in the order in which somebody who wants to assign it asks. */
import type { HostCost } from '../../../core/cost/host-cost.ts';
import type { HostIndex } from '../../../core/host/host-index.ts';
import type { HostSnapshot, PciFunction } from '../../../core/host/snapshot.ts';
import { isBridgeFunction } from '../../../core/pci/function-role.ts';
import type { FactGroup } from '../fact.ts';
import { interruptFacts } from './config-facts.ts';
import { costFacts } from './cost-facts.ts';
import { groupFacts } from './group-facts.ts';
import { driverFacts, identityFacts } from './identity-facts.ts';
import { placeFacts } from './place-facts.ts';
import { barFacts, romFacts } from './register-facts.ts';
import { powerFacts, resetFacts } from './reset-facts.ts';
import { sriovFacts } from './sriov-facts.ts';

export function functionFacts(
  host: HostSnapshot,
  index: HostIndex,
  fn: PciFunction,
  cost: HostCost | undefined,
): FactGroup[] {
  return [
    // A bridge stays with the host.
    ...(cost && !isBridgeFunction(fn) ? [costFacts(cost)] : []),
    groupFacts(host, index, fn),
    identityFacts(fn),
    driverFacts(fn),
    resetFacts(index, fn),
    placeFacts(index, fn),
    barFacts(host, fn),
    romFacts(fn),
    interruptFacts(fn),
    powerFacts(index, fn),
    sriovFacts(index, fn),
  ];
}
