import { describe, expect, test } from 'vitest';
import { isMalformed } from '../../core/host/malformed.ts';
import { isKnown } from '../../core/host/measured.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { parseDmarTable } from '../../core/iommu/dmar-table.ts';
import { parseIvrsTable } from '../../core/iommu/ivrs-table.ts';
import { configBytes } from '../../core/pci/config-space.ts';
import { generatedHost } from '../../fixtures/generate.ts';
import { sampleHosts } from '../../fixtures/hosts/index.ts';
import { MemoryHostFiles } from '../../fixtures/memory-host-files.ts';
import { file, folderAt, type HostTree, line, put } from '../../fixtures/tree.ts';
import { Pace } from './pace.ts';
import { readIommu } from './read-iommu.ts';
import { WatchedFiles } from './testing/watched-files.ts';
import { UnreadableFiles } from './unreadable.ts';

function sample(id: string): HostTree {
  const found = sampleHosts.find(host => host.id === id);
  if (!found) throw new Error(`There is no sample host "${id}".`);
  return found.tree();
}

async function scan(tree: HostTree) {
  const unreadable = new UnreadableFiles();
  return { iommu: await readIommu(new MemoryHostFiles(tree), new Pace(), unreadable), unreadable: unreadable.items };
}

const registersOf = (iommu: HostSnapshot['iommu']) =>
  isKnown(iommu.units) ? iommu.units.map(unit => unit.registers) : [];

describe('registers', () => {
  test('of an Intel unit, as sysfs prints them', async () => {
    expect(registersOf((await scan(sample('direct-regions'))).iommu)).toEqual([
      {
        address: '92000000',
        cap: 'd2078c106f0466',
        domains_supported: '65536',
        domains_used: '12',
        ecap: 'f020df',
        version: '1:0',
      },
    ]);
  });

  test('of an AMD unit', async () => {
    expect(registersOf((await scan(sample('amd-desktop'))).iommu)).toEqual([
      { cap: '190b640f', features: '58f77ef22294a5a:0' },
    ]);
  });

  test('one that is no number is named, and the others stay', async () => {
    const tree = sample('direct-regions');
    folderAt(tree.root, '/sys/devices/virtual/iommu/dmar0/intel-iommu').entries.set('version', line('four'));
    const { iommu, unreadable } = await scan(tree);
    expect(registersOf(iommu)).toEqual([expect.not.objectContaining({ version: expect.anything() })]);
    expect(registersOf(iommu)).toEqual([expect.objectContaining({ ecap: 'f020df' })]);
    expect(unreadable).toEqual([{ source: '/sys/class/iommu/dmar0/intel-iommu/version', detail: 'malformed: four' }]);
  });
});

describe('tables', () => {
  test('are root’s, and that is an answer', async () => {
    expect((await scan(sample('intel-desktop'))).iommu.tableBytes).toEqual([
      { name: 'DMAR', bytes: { unknown: 'denied', source: '/sys/firmware/acpi/tables/DMAR', detail: 'EACCES' } },
    ]);
    expect((await scan(sample('iommu-off'))).iommu.tableBytes).toEqual([]);
  });

  test('come whole where they may be read', async () => {
    const [table] = (await scan(sample('direct-regions'))).iommu.tableBytes;
    const dmar = table && isKnown(table.bytes) ? parseDmarTable(configBytes(table.bytes)) : null;
    if (dmar === null || isMalformed(dmar)) throw new Error('no table');
    expect(dmar).toMatchObject({ isX2apicOptedOut: false, isComplete: true });
    expect(dmar.rmrrs.map(rmrr => rmrr.scopes.length)).toEqual([2, 11, 11, 11]);
  });

  test('of AMD as well', async () => {
    const tree = sample('amd-desktop');
    const path = '/sys/firmware/acpi/tables';
    const ivrs = folderAt(tree.root, path).entries.get('IVRS');
    if (ivrs?.kind !== 'file') throw new Error('no table');
    folderAt(tree.root, path).entries.set('IVRS', { ...ivrs, mode: 0o444 });
    const [table] = (await scan(tree)).iommu.tableBytes;
    expect(table && isKnown(table.bytes) ? parseIvrsTable(configBytes(table.bytes)) : null).toMatchObject({
      units: [{ deviceId: 2 }],
      isComplete: true,
    });
  });

  test.each([
    ['too short', 'DMAR', 'malformed'],
    ['something else', 'X'.repeat(64), 'malformed'],
  ])('%s', async (_, content, unknown) => {
    const tree = sample('direct-regions');
    folderAt(tree.root, '/sys/firmware/acpi/tables').entries.set('DMAR', file(content, 0o444));
    expect((await scan(tree)).iommu.tableBytes).toEqual([
      { name: 'DMAR', bytes: expect.objectContaining({ unknown, source: '/sys/firmware/acpi/tables/DMAR' }) },
    ]);
  });
});

describe('Thunderbolt', () => {
  test('domains say whether the kernel protects memory from what is plugged in', async () => {
    expect((await scan(sample('muxless-laptop'))).iommu.thunderbolt).toEqual([
      { domain: 'domain0', isDmaProtected: true },
    ]);
    expect((await scan(sample('amd-desktop'))).iommu.thunderbolt).toEqual([]);
  });

  test('an older kernel does not say', async () => {
    const tree = sample('amd-desktop');
    put(tree.root, '/sys/bus/thunderbolt/devices/domain1/security', line('user'));
    put(tree.root, '/sys/bus/thunderbolt/devices/0-0/vendor', line('0x17aa'));
    expect((await scan(tree)).iommu.thunderbolt).toEqual([
      { domain: 'domain1', isDmaProtected: expect.objectContaining({ unknown: 'absent' }) },
    ]);
  });
});

test('a group costs four reads, however many there are', async () => {
  const files = new WatchedFiles(new MemoryHostFiles(generatedHost(1000)));
  const { groups } = await readIommu(files, new Pace(), new UnreadableFiles());
  const asked = [...files.touched].filter(path => path.startsWith('/sys/kernel/iommu_groups/'));
  expect(isKnown(groups) && groups.length).toBeGreaterThan(100);
  expect(asked.length).toBe(4 * (isKnown(groups) ? groups.length : 0));
});
