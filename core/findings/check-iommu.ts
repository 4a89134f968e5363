/**
 * Is the IOMMU on, and if not, who switched it off: the firmware or the kernel's command line?
 *
 * The proof of "on" is that the kernel has made groups; arguments alone prove nothing. Where there are none, the ACPI
 * tables decide: without DMAR or IVRS the firmware offers no IOMMU and no argument can help.
 * Source: Linux drivers/iommu/intel/dmar.c, drivers/iommu/amd/init.c, Documentation/admin-guide/kernel-parameters.txt.
 */
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot, IommuGroup } from '../host/snapshot.ts';
import { boardVendorOf } from '../iommu/firmware-switch.ts';
import { countGroupTypes } from '../iommu/group-types.ts';
import { x2apicState } from '../iommu/x2apic.ts';
import type { Maker } from './catalogue/iommu.ts';
import type { Finding } from './finding.ts';

/** Who made the IOMMU, as far as the processor tells. */
export function makerOf(host: HostSnapshot): Maker {
  const vendor = knownOr(host.cpu.vendor, '');
  return vendor === 'GenuineIntel' ? 'intel' : vendor === 'AuthenticAMD' || vendor === 'HygonGenuine' ? 'amd' : 'other';
}

export function isVirtualMachine(host: HostSnapshot): boolean {
  return knownOr(host.cpu.flags, []).includes('hypervisor');
}

/** The first argument `name=value,...` that has one of the values, as given. */
function findArgument(host: HostSnapshot, name: string, values: readonly string[]): string | null {
  const given = knownOr(host.kernel.commandLine, []).filter(argument => argument.startsWith(`${name}=`));
  return (
    given.find(argument =>
      argument
        .slice(name.length + 1)
        .split(',')
        .some(value => values.includes(value)),
    ) ?? null
  );
}

export function checkIommu(host: HostSnapshot): Finding[] {
  const { groups } = host.iommu;
  if (!isKnown(groups)) return [{ code: 'iommu/unmeasured', gaps: [groups] }];
  // Groups that VFIO makes without an IOMMU (enable_unsafe_noiommu_mode) prove nothing.
  const real = groups.filter(group => !isNoIommuGroup(group));
  return real.length > 0 ? checkActive(host, real.length) : [explainInactive(host)];
}

/** Source: Linux drivers/vfio/group.c, vfio_noiommu_group_alloc(). */
export function isNoIommuGroup(group: IommuGroup): boolean {
  return knownOr(group.name, null) === 'vfio-noiommu';
}

function checkActive(host: HostSnapshot, groupCount: number): Finding[] {
  const units = knownOr(host.iommu.units, []);
  const tables = knownOr(host.iommu.firmwareTables, []);
  const active: Finding = {
    code: 'iommu/active',
    units: units.map(unit => unit.name),
    groupCount,
    tables,
    types: countGroupTypes(knownOr(host.iommu.groups, [])),
  };
  // Arm has isolated MSIs through the ITS instead, and virtio-iommu has none at all: the IR- prefix speaks of Intel and AMD only.
  const isX86 = units.some(unit => unit.vendor === 'intel' || unit.vendor === 'amd');
  return isX86 ? [active, checkInterruptRemapping(host)] : [active];
}

function checkInterruptRemapping(host: HostSnapshot): Finding {
  const remapping = host.iommu.interruptRemapping;
  if (!isKnown(remapping)) return { code: 'iommu/interrupt-remapping-unmeasured', gap: remapping };
  if (remapping) return { code: 'iommu/interrupt-remapping-on', x2apic: x2apicState(host.kernelLog) };
  const argument =
    findArgument(host, 'intremap', ['off']) ??
    (knownOr(host.kernel.commandLine, []).includes('nointremap') ? 'nointremap' : null);
  const board = boardVendorOf(host.platform.board);
  return { code: 'iommu/interrupt-remapping-off', maker: makerOf(host), board, argument };
}

function explainInactive(host: HostSnapshot): Finding {
  const maker = makerOf(host);
  const board = boardVendorOf(host.platform.board);
  const tables = host.iommu.firmwareTables;
  if (!isKnown(tables)) return { code: 'iommu/unmeasured', gaps: [tables] };
  const on = findArgument(host, 'intel_iommu', ['on', 'sm_on']) ?? findArgument(host, 'iommu', ['pt', 'force', 'on']);
  if (tables.length === 0)
    return {
      code: 'iommu/off-in-firmware',
      maker,
      board,
      isVirtualMachine: isVirtualMachine(host),
      argumentInVain: on,
    };
  if (!isKnown(host.kernel.commandLine)) return { code: 'iommu/unmeasured', gaps: [host.kernel.commandLine] };
  const off =
    findArgument(host, 'iommu', ['off']) ??
    findArgument(host, tables.includes('IVRS') ? 'amd_iommu' : 'intel_iommu', ['off']);
  if (off) return { code: 'iommu/off-by-kernel-argument', argument: off, tables };
  // Many distributions build the Intel driver so that it waits for this argument; the AMD driver never does.
  const intelOn = findArgument(host, 'intel_iommu', ['on', 'sm_on']);
  if (tables.includes('DMAR') && !intelOn)
    return { code: 'iommu/needs-kernel-argument', argument: 'intel_iommu=on', tables };
  return { code: 'iommu/enabled-but-inactive', tables, maker, board, argument: intelOn };
}
