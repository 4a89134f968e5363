/** `bindery scan` inside a machine finds what the machine's kernel lists: no more, no less, nothing else. */
import { beforeAll, expect, test } from 'vitest';
import type { HostSnapshot, IommuGroup, PciFunction } from '../../../core/host/snapshot.ts';
import { scan, scanOnce } from '../bindery.ts';
import { groupsAtBoot, remapsInterrupts } from '../machines.ts';
import { spec } from '../spec.ts';
import { type Facts, one, readTruth, type Truth } from '../truth.ts';

const ci = ['6.1 intel', '6.12 amd', '6.12 virtio allow_unsafe_interrupts', '6.12 no-iommu intel_iommu=on'];

spec('scan', { ci: ['6.12 intel', ...ci], on: () => true }, lab => {
  let truth: Truth;
  let host: HostSnapshot;

  beforeAll(async () => {
    truth = await readTruth(lab());
    // Behind a virtio-iommu another spec may have caused groups that stay.
    host = await (groupsAtBoot(lab().machine) ? scanOnce(lab()) : scan(lab()));
  }, 240_000);

  test('finds exactly the groups that the kernel has made', () => {
    const wanted = [...truth.groups].map(([id, facts]) => ({
      id,
      name: facts.get('name')?.[0] ?? null,
      type: one(facts, 'type'),
      members: [...(facts.get('member') ?? [])].sort(),
      reservedRegions: (facts.get('reserved') ?? []).map(toRegion),
    }));
    expect(listOf<IommuGroup>(host.iommu.groups).map(sortMembers)).toEqual(wanted.sort((a, b) => a.id - b.id));
  });

  test('finds exactly the functions, and what the kernel says of each', () => {
    const found = listOf<PciFunction>(host.functions);
    expect(found.map(fn => fn.bdf).sort()).toEqual([...truth.functions.keys()].sort());
    for (const fn of found) expect(pick(fn), fn.bdf).toEqual(toFunction(truth.functions.get(fn.bdf) ?? new Map()));
  });

  test('says whether interrupts are remapped', () => {
    expect(truth.isInterruptRemapping).toBe(remapsInterrupts(lab().machine));
    expect(host.iommu.interruptRemapping).toBe(truth.isInterruptRemapping);
  });

  test('names the IOMMU and the width of its addresses', () => {
    const units = listOf<{ name: string; addressWidthBits: unknown }>(host.iommu.units);
    expect(units.map(unit => unit.name).sort()).toEqual([...truth.iommuUnits].sort());
    const { iommu } = lab().machine;
    const width = { intel: 48, 'intel-39': 39, amd: undefined, virtio: undefined, none: undefined }[iommu];
    if (width !== undefined) for (const unit of units) expect(unit.addressWidthBits).toBe(width);
  });

  test('the card is alone in its group, and the functions behind the bridge are not', () => {
    const { gpu, gpuAudio, dirtyBridge, dirtyNic, dirtyEdu, edu } = lab().devices;
    const groups = listOf<IommuGroup>(host.iommu.groups);
    if (!groupsAtBoot(lab().machine)) return;
    const groupOf = (bdf: string) =>
      groups.map(sortMembers).find(group => group.members.some(member => member === bdf));
    expect(groupOf(gpu)?.members).toEqual([gpu, gpuAudio]);
    expect(groupOf(dirtyEdu)?.members).toEqual([dirtyBridge, dirtyNic, dirtyEdu]);
    expect(groupOf(edu)?.members).toEqual([edu]);
  });
});

spec('scan: without privilege', { ci: ['6.12 intel'], on: () => true }, lab => {
  test('a user without privilege sees the same', async () => {
    const host = await scanOnce(lab());
    const seen = await scanOnce(lab(), 'user');
    // What the firmware's tables hold is for root alone.
    const closed = host.iommu.tableBytes.map(table => ({
      ...table,
      bytes: expect.objectContaining({ unknown: 'denied' }),
    }));
    expect(seen.iommu).toEqual({ ...host.iommu, tableBytes: closed });
    expect(listOf<PciFunction>(seen.functions).map(pick)).toEqual(listOf<PciFunction>(host.functions).map(pick));
    expect(seen.user).toMatchObject({ uid: 1000, name: 'user', home: '/home/user', canLockUnlimited: false });
  });
});

/** Nothing of this may be unknown: what could not be read fails the comparison with its own words. */
function listOf<Item>(measured: unknown): Item[] {
  expect(measured).toEqual(expect.any(Array));
  return measured as Item[];
}

function sortMembers(group: IommuGroup) {
  return { ...group, members: listOf<string>(group.members).sort() };
}

/** `0x00000000fee00000 0x00000000feefffff msi` */
function toRegion(line: string) {
  const [start = '', end = '', type] = line.split(' ');
  const hex = (text: string) => `0x${BigInt(text).toString(16)}`;
  return { start: hex(start), end: hex(end), type };
}

function pick(fn: PciFunction) {
  const { bars, optionRom, config } = fn;
  return {
    vendorId: fn.vendorId,
    deviceId: fn.deviceId,
    subsystemVendorId: fn.subsystemVendorId,
    subsystemDeviceId: fn.subsystemDeviceId,
    classCode: fn.classCode,
    revision: fn.revision,
    driver: fn.driver,
    driverOverride: fn.driverOverride,
    iommuGroup: fn.iommuGroup,
    resetMethods: fn.resetMethods,
    isBootVga: fn.isBootVga,
    numaNode: fn.numaNode,
    powerState: fn.powerState,
    bars: listOf<{ index: number; sizeBytes: number }>(bars).map(({ index, sizeBytes }) => [index, sizeBytes]),
    romBytes: optionRom !== null && 'sizeBytes' in optionRom ? optionRom.sizeBytes : optionRom,
    header: typeof config === 'string' ? config.slice(0, 128) : config,
  };
}

function toFunction(facts: Facts): ReturnType<typeof pick> {
  const text = (name: string) => one(facts, name);
  const number = (name: string) => Number(text(name));
  const numberOrNull = (name: string) => (text(name) === null ? null : number(name));
  const bars = [0, 1, 2, 3, 4, 5].flatMap(index => {
    const sizeBytes = numberOrNull(`resource${index}`);
    return sizeBytes === null ? [] : [[index, sizeBytes]];
  });
  // The kernel prints "(null)" for no override and -1 for no node; without NUMA it has no such file.
  const override = text('driver_override');
  const nodeOrNull = numberOrNull('numa_node');
  const subsystem = Number(text('subsystem_vendor'));
  return {
    vendorId: number('vendor'),
    deviceId: number('device'),
    subsystemVendorId: subsystem === 0 ? null : subsystem,
    subsystemDeviceId: subsystem === 0 ? null : number('subsystem_device'),
    classCode: number('class'),
    revision: number('revision'),
    driver: text('driver'),
    driverOverride: override === '(null)' ? null : override,
    iommuGroup: numberOrNull('iommu_group'),
    resetMethods: (text('reset_method') ?? '').split(' ').filter(Boolean),
    isBootVga: text('boot_vga') === null ? null : number('boot_vga') === 1,
    numaNode: nodeOrNull !== null && nodeOrNull < 0 ? null : nodeOrNull,
    powerState: text('power_state') ?? '',
    bars,
    romBytes: numberOrNull('rom'),
    header: text('config') ?? '',
  };
}
