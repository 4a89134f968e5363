/** Virtual functions of a function, or the function that it is a part of. */
import type { HostIndex } from '../../../core/host/host-index.ts';
import { isKnown } from '../../../core/host/measured.ts';
import type { PciFunction } from '../../../core/host/snapshot.ts';
import { type FactGroup, fact, say, sayLines } from '../fact.ts';
import { labelLine } from './place-facts.ts';

export function sriovFacts(index: HostIndex, fn: PciFunction): FactGroup {
  const { sriov, physicalFunction } = fn;
  if (isKnown(physicalFunction) && physicalFunction !== null) {
    return {
      title: 'SR-IOV',
      facts: [{ term: 'Virtual function of', lines: [labelLine(index, physicalFunction)] }],
    };
  }
  const facts =
    isKnown(sriov) && sriov !== null
      ? [
          {
            term: 'Virtual functions',
            lines: [
              [
                ...say(sriov.enabledVfs, String),
                ' now, of ',
                ...say(sriov.totalVfs, String),
                ' that the hardware offers',
              ],
            ],
          },
          fact('Host drivers take new ones', sriov.isAutoprobing, isOn => (isOn ? 'At once' : 'No')),
          {
            term: 'Those that exist',
            lines: sayLines(sriov.virtualFunctions, vfs =>
              vfs.length === 0 ? [['None']] : vfs.map(vf => labelLine(index, vf)),
            ),
          },
        ]
      : [fact('Virtual functions', sriov, () => 'Not offered, or off in the firmware')];
  return {
    title: 'SR-IOV',
    facts: [...facts, ...(isKnown(physicalFunction) ? [] : [fact('Physical function', physicalFunction, String)])],
  };
}
