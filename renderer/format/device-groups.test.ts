import { beforeAll, describe, expect, it } from 'vitest';
import type { HostCost } from '../../core/cost/host-cost.ts';
import type { Unknown } from '../../core/host/measured.ts';
import { isKnown } from '../../core/host/measured.ts';
import type { HostSnapshot, PciFunction } from '../../core/host/snapshot.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { type DeviceFilter, filterGroups, groupDevices } from './device-groups.ts';

const GPU = '0000:01:00.0';
const everything: DeviceFilter = { text: '', kind: 'all', cost: 'all', showBridges: true };
const gap: Unknown = { unknown: 'denied', source: '/sys/x', detail: 'EACCES' };

let intel: HostSnapshot;
let iommuOff: HostSnapshot;
let directRegions: HostSnapshot;
beforeAll(async () => {
  intel = await sampleSnapshot('intel-desktop');
  iommuOff = await sampleSnapshot('iommu-off');
  directRegions = await sampleSnapshot('direct-regions');
});

const changed = (change: Partial<PciFunction>): HostSnapshot => ({
  ...intel,
  functions: isKnown(intel.functions)
    ? intel.functions.map(fn => (fn.bdf.startsWith('0000:01:00') ? { ...fn, ...change } : fn))
    : intel.functions,
});
const groupOfGpu = (host: HostSnapshot) => groupDevices(host).find(({ members }) => members.some(fn => fn.bdf === GPU));
const costs: ReadonlyMap<Bdf, HostCost> = new Map([
  ['0000:01:00.0' as Bdf, { level: 'free', reasons: [], gaps: [] }],
  ['0000:01:00.1' as Bdf, { level: 'free', reasons: [], gaps: [gap] }],
]);
const shown = (filter: Partial<DeviceFilter>) =>
  filterGroups(groupDevices(intel), { ...everything, ...filter }, costs).flatMap(group =>
    group.shown.map(fn => fn.bdf),
  );

describe('groupDevices', () => {
  it('has every function once, groups in the order of their numbers', () => {
    const groups = groupDevices(intel);
    const count = isKnown(intel.functions) ? intel.functions.length : 0;
    expect(new Set(groups.flatMap(group => group.members.map(fn => fn.bdf))).size).toBe(count);
    const ids = groups.map(group => group.id ?? Number.POSITIVE_INFINITY);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });

  it('counts host drivers of endpoints, not of bridges', () => {
    expect(groupOfGpu(intel)?.verdict).toEqual({ text: '4 under a host driver', tone: 'busy' });
    expect(groupOfGpu(changed({ driver: 'vfio-pci' }))?.verdict).toEqual({ text: 'Viable', tone: 'good' });
  });

  it('says "could not measure" for a driver that could not be read', () => {
    expect(groupOfGpu(changed({ driver: gap }))?.verdict.tone).toBe('open');
    expect(groupOfGpu(changed({ iommuGroup: gap }))).toMatchObject({ id: null, title: 'IOMMU group not known' });
  });

  it('puts the functions of a host without an IOMMU together', () => {
    expect(groupDevices(iommuOff).map(group => group.title)).toEqual(['Without an IOMMU group']);
  });

  it('marks groups that the firmware maps 1:1', () => {
    expect(groupDevices(directRegions).filter(({ verdict }) => verdict.text.includes('1:1')).length).toBeGreaterThan(0);
  });

  it('is empty where the functions could not be measured', () => {
    expect(groupDevices({ ...intel, functions: gap })).toEqual([]);
  });
});

describe('filterGroups', () => {
  it('hides bridges on request', () => {
    expect(shown({ showBridges: false }).length).toBeLessThan(shown({}).length);
  });

  it('finds by address, name, driver, ids and kind, in any case', () => {
    expect(shown({ text: GPU })).toEqual([GPU]);
    expect(shown({ text: 'GeForce' })).toEqual([GPU]);
    expect(shown({ text: '10DE:1E81' })).toEqual([GPU]);
    expect(shown({ text: 'nvidia vga' })).toEqual([GPU]);
    expect(shown({ kind: 'gpu' })).toEqual(['0000:00:02.0', GPU]);
    expect(shown({ text: 'nothing of the kind' })).toEqual([]);
  });

  it('tells what is free from what could not be looked at in full', () => {
    expect(shown({ cost: 'free' })).toEqual([GPU]);
    expect(shown({ cost: 'unmeasured' })).toEqual(['0000:01:00.1']);
    expect(shown({ cost: 'refuses' })).toEqual([]);
  });

  it('keeps all members for the header of a group', () => {
    const [group] = filterGroups(groupDevices(intel), { ...everything, text: GPU }, costs);
    expect(group?.members.length).toBeGreaterThan(group?.shown.length ?? 0);
  });
});
