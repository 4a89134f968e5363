/** Who a function is, and whose: ids, class, revision, drivers. */
import type { PciFunction } from '../../../core/host/snapshot.ts';
import { className } from '../../../core/pci/class-code.ts';
import { isVfioDriver } from '../../../core/vfio/driver-role.ts';
import { code, type FactGroup, fact, join, type Line, say } from '../fact.ts';
import { hex } from '../hex.ts';
import { serialFact } from './config-facts.ts';

export function identityFacts(fn: PciFunction): FactGroup {
  return {
    title: 'Identity',
    facts: [
      { term: 'Address', lines: [[code(fn.bdf)]] },
      { term: 'Vendor', lines: [[...named(fn.vendorName), ...say(fn.vendorId, id => code(hex(id, 4)))]] },
      { term: 'Device', lines: [[...named(fn.deviceName), ...say(fn.deviceId, id => code(hex(id, 4)))]] },
      { term: 'Subsystem', lines: [subsystem(fn)] },
      fact('Class', fn.classCode, value => [`${className(value)} `, code(hex(value, 6))]),
      fact('Revision', fn.revision, value => code(hex(value, 2))),
      serialFact(fn),
    ],
  };
}

const named = (name: string | null): Line => (name === null ? [] : [`${name} `]);

function subsystem({ subsystemVendorId, subsystemDeviceId }: PciFunction): Line {
  return [
    ...say(subsystemVendorId, id => (id === null ? 'None' : code(hex(id, 4)))),
    ...say(subsystemDeviceId, id => (id === null ? [] : [':', code(hex(id, 4))])),
  ];
}

export function driverFacts(fn: PciFunction): FactGroup {
  return {
    title: 'Driver',
    facts: [
      fact('Driver now', fn.driver, driver =>
        driver === null
          ? 'None is bound'
          : [code(driver), isVfioDriver(driver) ? ', of VFIO: ready for a machine' : ', of the host'],
      ),
      fact('Driver override', fn.driverOverride, name => (name === null ? 'None is set' : code(name))),
      fact('Modules that match', fn.candidateModules, modules =>
        modules.length === 0 ? 'None of the running kernel' : join(modules.map(code), ', '),
      ),
      fact('VFIO node', fn.vfioNode, node => (node === null ? 'None' : code(node))),
    ],
  };
}
