/** What can be said about each picked function beyond its group and driver. */
import type { HostIndex } from '../host/host-index.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import { checkIdentity } from './check-identity.ts';
import { checkResetQuality } from './check-reset-quality.ts';
import { checkVirtualFunctions } from './check-virtual-functions.ts';
import { checkWay } from './check-way.ts';
import type { Finding } from './finding.ts';

export function checkFunctionQuality(host: HostSnapshot, index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  return [
    ...checkWay(index, picked),
    ...checkResetQuality(host, picked),
    ...checkVirtualFunctions(index, picked),
    ...checkIdentity(host, index, picked),
  ];
}
