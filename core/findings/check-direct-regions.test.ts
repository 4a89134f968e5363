import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { dmarTable, ivrsTable } from '../../fixtures/system/iommu-tables.ts';
import { isKnown } from '../host/measured.ts';
import type { HostSnapshot, ReservedRegion } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { checkSelection } from './check-selection.ts';

let server: HostSnapshot;
let amd: HostSnapshot;
beforeAll(async () => {
  server = await sampleSnapshot('direct-regions');
  amd = await sampleSnapshot('amd-desktop');
});

const CARD = '0000:09:00.0';
const found = (host: HostSnapshot, bdf = CARD) =>
  checkSelection(host, [bdf as Bdf]).filter(finding => finding.code.startsWith('iommu/direct-regions'));

function changed(
  host: HostSnapshot,
  change: { regions?: ReservedRegion[]; release?: string; table?: Uint8Array; name?: string },
) {
  const { groups } = host.iommu;
  const bytes = change.table && Buffer.from(change.table).toString('hex');
  return {
    ...host,
    kernel: { ...host.kernel, release: change.release ?? host.kernel.release },
    iommu: {
      ...host.iommu,
      tableBytes: bytes ? [{ name: change.name ?? 'IVRS', bytes }] : host.iommu.tableBytes,
      groups:
        change.regions && isKnown(groups)
          ? groups.map(group => ({ ...group, reservedRegions: change.regions ?? [] }))
          : groups,
    },
  };
}

const direct: ReservedRegion[] = [{ start: '0x9c000000', end: '0x9c000fff', type: 'direct' }];
const wide = ivrsTable({
  ivInfo: 3,
  units: [],
  ivmds: [{ type: 0x22, flags: 7, first: 0, last: 0xfff, start: 0x9c000000n, length: 0x1000n }],
});

test('on Intel they stop the machine, and the table says for whom they are', () => {
  expect(found(server, '0000:08:00.0')).toMatchObject([
    {
      code: 'iommu/direct-regions',
      maker: 'intel',
      isPreBootProtected: false,
      regions: [{ start: '0xe8000' }, { start: '0xf4000' }, { start: '0x791ed000' }],
      entries: [
        { table: 'DMAR', start: '0xe8000', isWide: false },
        { start: '0xf4000' },
        { start: '0x791ed000', names: expect.stringMatching(/0000:03:00\.0.* and 7 more/) },
      ],
    },
  ]);
});

describe('on AMD', () => {
  test('they stop the machine from 6.6 on', () => {
    expect(found(changed(amd, { regions: direct, release: '6.6.0' }))).toMatchObject([
      { code: 'iommu/direct-regions', maker: 'amd', entries: [], isPreBootProtected: null },
    ]);
    expect(found(changed(amd, { regions: direct, release: '6.5.13' }))).toMatchObject([
      { code: 'iommu/direct-regions-tolerated', release: '6.5.13' },
    ]);
    expect(found(changed(amd, { regions: direct, release: '5.14.0-503.el9_5' }))).toMatchObject([
      { code: 'iommu/direct-regions-open' },
    ]);
  });

  test('an entry for a whole range, and protection before the start, are told', () => {
    expect(found(changed(amd, { regions: direct, table: wide }))).toMatchObject([
      {
        entries: [{ table: 'IVRS', start: '0x9c000000', end: '0x9c000fff', names: '00:00.0 to 0f:1f.7', isWide: true }],
        isPreBootProtected: true,
      },
    ]);
  });
});

describe('a table that asks for what the kernel does not keep', () => {
  const scope = { kind: 1, bus: 0, path: [[0x11, 4]] } as const;
  const table = dmarTable({
    flags: 1,
    hostAddressWidthBits: 46,
    units: [],
    rmrrs: [{ start: 0x9c000000n, end: 0x9c000fffn, scopes: [scope] }],
  });

  test('tells of a patched kernel', () => {
    const host = changed(server, {
      regions: [{ ...direct[0], type: 'direct-relaxable' } as ReservedRegion],
      table,
      name: 'DMAR',
    });
    expect(found(host, '0000:00:11.4')).toMatchObject([
      {
        code: 'iommu/direct-regions-dropped',
        entries: [{ names: '0000:00:11.4' }],
        regions: [{ type: 'direct-relaxable' }],
      },
    ]);
    expect(found(changed(server, { regions: [], table, name: 'DMAR' }), '0000:00:11.4')).toMatchObject([
      { code: 'iommu/direct-regions-dropped', regions: [] },
    ]);
  });

  test('but the kernel lets go of USB controllers by itself', () => {
    expect(found(server, '0000:00:1a.0')).toEqual([]);
  });
});
