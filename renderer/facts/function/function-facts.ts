/** Everything known of one function, in the order in which somebody who wants to assign it asks. */
import type { HostIndex } from '../../../core/host/host-index.ts';
import type { HostSnapshot, PciFunction } from '../../../core/host/snapshot.ts';
import type { FactGroup } from '../fact.ts';
import { groupFacts } from './group-facts.ts';
import { driverFacts, identityFacts } from './identity-facts.ts';
import { placeFacts } from './place-facts.ts';
import { barFacts, romFacts } from './register-facts.ts';
import { powerFacts, resetFacts } from './reset-facts.ts';
import { sriovFacts } from './sriov-facts.ts';

export function functionFacts(host: HostSnapshot, index: HostIndex, fn: PciFunction): FactGroup[] {
  return [
    groupFacts(index, fn),
    identityFacts(fn),
    driverFacts(fn),
    resetFacts(index, fn),
    placeFacts(index, fn),
    barFacts(host, fn),
    romFacts(fn),
    powerFacts(index, fn),
    sriovFacts(index, fn),
  ];
}
