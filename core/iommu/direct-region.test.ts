import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { dmarTable, ivrsTable } from '../../fixtures/system/iommu-tables.ts';
import { indexHost } from '../host/host-index.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { directRegionRule, firmwareRegions } from './direct-region.ts';

let intel: HostSnapshot;
let amd: HostSnapshot;
beforeAll(async () => {
  intel = await sampleSnapshot('direct-regions');
  amd = await sampleSnapshot('amd-desktop');
});

const on = (host: HostSnapshot, release: HostSnapshot['kernel']['release']) => ({
  ...host,
  kernel: { ...host.kernel, release },
});

describe('what a direct region means', () => {
  test.each([
    ['5.15.0-91-generic', 'tolerated'],
    ['6.1.0-28-amd64', 'tolerated'],
    ['6.5.13', 'tolerated'],
    ['6.6.0', 'forbids'],
    ['6.16.8-arch1-1', 'forbids'],
    ['7.0.1', 'forbids'],
    ['5.14.0-503.el9_5.x86_64', 'unknown'],
    ['custom', 'unknown'],
  ])('on AMD with %s: %s', (release, rule) => {
    expect(directRegionRule(on(amd, release))).toBe(rule);
  });

  test('Intel’s driver always refused', () => {
    expect(directRegionRule(on(intel, '4.19.0'))).toBe('forbids');
    const gap = { unknown: 'denied', source: '/proc/x', detail: '' } as const;
    expect(directRegionRule(on(intel, gap))).toBe('forbids');
    expect(directRegionRule(on(amd, gap))).toBe('unknown');
  });
});

describe('the entries behind it', () => {
  const of = (host: HostSnapshot, bdf: string) =>
    firmwareRegions(host, indexHost(host))
      .filter(region => region.appliesTo(bdf as Bdf))
      .map(({ table, start, end }) => [table, start.toString(16), end.toString(16)]);

  test('of DMAR name functions by the way to them', () => {
    expect(of(intel, '0000:08:00.0')).toEqual([
      ['DMAR', 'e8000', 'e8fff'],
      ['DMAR', 'f4000', 'f4fff'],
      ['DMAR', '791ed000', '791effff'],
    ]);
    expect(of(intel, '0000:00:1a.0')).toEqual([['DMAR', '791fe000', '791fffff']]);
    expect(of(intel, '0000:00:11.4')).toEqual([]);
  });

  test('need the bridges on the way', () => {
    const functions = Array.isArray(intel.functions) ? intel.functions.filter(fn => fn.bdf !== '0000:00:03.0') : [];
    const host = { ...intel, functions };
    expect(of(host, '0000:08:00.0')).toEqual([]);
    // A way that leads nowhere is written out; with one scope alone it would not be cut.
    const scope = {
      kind: 1,
      bus: 0,
      path: [
        [3, 0],
        [0, 0],
      ],
    } as const;
    const memory = { start: 0n, end: 0xfffn };
    const one = dmarTable({ flags: 1, hostAddressWidthBits: 46, units: [], rmrrs: [{ ...memory, scopes: [scope] }] });
    const tableBytes = [{ name: 'DMAR', bytes: Buffer.from(one).toString('hex') }];
    const lost = { ...host, iommu: { ...host.iommu, tableBytes } };
    expect(firmwareRegions(lost, indexHost(lost)).map(region => region.names)).toEqual(['00:03.0/00.0']);
  });

  test('of IVRS name a device, a range, or all', () => {
    const memory = { flags: 7, start: 0x9b000000n, length: 0x1000n };
    const table = ivrsTable({
      ivInfo: 3,
      units: [],
      ivmds: [
        { ...memory, type: 0x22, first: 0, last: 0x0fff },
        { ...memory, type: 0x21, first: 0x0900, last: 0, start: 0x9c000000n },
        { ...memory, type: 0x20, first: 0, last: 0, start: 0x9d000000n },
        { ...memory, type: 0x20, flags: 8, first: 0, last: 0, start: 0x9e000000n },
      ],
    });
    const host = {
      ...amd,
      iommu: { ...amd.iommu, tableBytes: [{ name: 'IVRS', bytes: Buffer.from(table).toString('hex') }] },
    };
    expect(of(host, '0000:09:00.0').map(([, start]) => start)).toEqual(['9b000000', '9c000000', '9d000000']);
    expect(of(host, '0000:10:00.0').map(([, start]) => start)).toEqual(['9d000000']);
    expect(of(host, '0001:09:00.0')).toEqual([]);
    const regions = firmwareRegions(host, indexHost(host));
    expect(regions.map(({ names, isWide }) => [names, isWide])).toEqual([
      ['00:00.0 to 0f:1f.7', true],
      ['09:00.0', false],
      ['every device', true],
    ]);
  });

  test('are not known without root, or where the table is no table', () => {
    expect(firmwareRegions(amd, indexHost(amd))).toEqual([]);
    const host = { ...intel, iommu: { ...intel.iommu, tableBytes: [{ name: 'DMAR', bytes: '00'.repeat(99) }] } };
    expect(firmwareRegions(host, indexHost(host))).toEqual([]);
  });
});
