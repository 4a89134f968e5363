import { describe, expect, it } from 'vitest';
import { costOfEach } from '../../core/cost/cost-of-functions.ts';
import { indexHost } from '../../core/host/host-index.ts';
import { knownOr, type Unknown } from '../../core/host/measured.ts';
import { sampleHosts } from '../../fixtures/hosts/index.ts';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { code, countUnknown, type FactGroup, fact, tableOrFact } from './fact.ts';
import { formatFacts, formatLine } from './fact-text.ts';
import { serialFact } from './function/config-facts.ts';
import { functionFacts } from './function/function-facts.ts';
import { firmwareTableFacts } from './host/firmware-table-facts.ts';
import { SUBJECTS } from './host/host-facts.ts';
import { compareLink, formatLink } from './link-words.ts';

const gap: Unknown = { unknown: 'denied', source: '/sys/x', detail: 'EACCES' };

describe('every fact of every sample host', () => {
  it.each(sampleHosts.map(({ id }) => id))('%s says something under a name of its own', async id => {
    const host = await sampleSnapshot(id);
    const index = indexHost(host);
    for (const { facts } of SUBJECTS) expectWellFormed(facts(host));
    const costs = costOfEach(host);
    for (const fn of knownOr(host.functions, [])) expectWellFormed(functionFacts(host, index, fn, costs.get(fn.bdf)));
  });
});

/** React needs the names for keys, and a reader needs the words. */
function expectWellFormed(groups: readonly FactGroup[]): void {
  expectUnique(groups.map(({ title }) => title));
  for (const { title, facts, tables = [] } of groups) {
    expect(facts.length + tables.length, title).toBeGreaterThan(0);
    expectUnique(facts.map(({ term }) => term));
    expectUnique(tables.map(table => table.title));
    for (const { term, lines } of facts) {
      expect(lines.length, term).toBeGreaterThan(0);
      for (const line of lines) expect(formatLine(line), term).toMatch(/^(?!.*(undefined|NaN|\[object)).*\S/);
    }
    for (const { rows, columns } of tables) {
      expectUnique(rows.map(({ key }) => key));
      for (const { cells } of rows) {
        expect(cells.length).toBe(columns.length);
        for (const cell of cells) expect(formatLine(cell)).toMatch(/^(?!.*(undefined|NaN|\[object)).*\S/);
      }
    }
  }
}

function expectUnique(names: readonly string[]): void {
  expect(names).toEqual([...new Set(names)]);
}

describe('what could not be measured', () => {
  it('keeps its file and reason in text, and is counted wherever it stands', () => {
    const groups: FactGroup[] = [
      {
        title: 'Group',
        facts: [fact('Size', gap, String), { term: 'Two', lines: [['a ', gap], ['b']] }],
        tables: [{ title: 'Table', columns: ['A', 'B'], rows: [{ key: '1', cells: [[code('x')], [gap]] }] }],
      },
    ];
    expect(countUnknown(groups)).toBe(3);
    const reason = 'could not measure: /sys/x not readable by this user (EACCES)';
    expect(formatFacts('Title', groups)).toBe(
      [
        'Title',
        '',
        'Group',
        '-----',
        `Size: ${reason}`,
        `Two: a ${reason}`,
        '  b',
        'Table:',
        `  A x; B ${reason}`,
        '',
      ].join('\n'),
    );
  });

  it('is a fact, not a table without rows', () => {
    const table = { title: 'Units', columns: ['Unit'] };
    const row = (name: string) => ({ key: name, cells: [[name]] });
    expect(tableOrFact(gap, table, 'None', row)).toEqual({ facts: [{ term: 'Units', lines: [[gap]] }], tables: [] });
    expect(tableOrFact([], table, 'None', row).facts).toEqual([{ term: 'Units', lines: [['None']] }]);
    expect(tableOrFact(['a'], table, 'None', row).tables).toMatchObject([{ columns: ['Unit'], rows: [{ key: 'a' }] }]);
  });
});

describe('a link in words', () => {
  const at = (gigatransfersPerSecond: number, width: number) => ({ gigatransfersPerSecond, width });

  it('names the generation', () => {
    expect(formatLink(at(16, 16))).toBe('PCIe 4.0 x16 (16 GT/s per lane)');
    expect(formatLink(at(128, 4))).toBe('x4, 128 GT/s per lane');
  });

  it('tells missing lanes, which stay missing, from a speed that is saved', () => {
    expect(compareLink(at(16, 16), at(16, 16))).toBeNull();
    expect(compareLink(at(2.5, 16), at(16, 16))).toMatch(/save power/);
    expect(compareLink(at(2.5, 8), at(16, 16))).toMatch(/8 of 16 lanes/);
  });
});

describe('what the firmware says', () => {
  it('is told where root read it, cut where it is cut', async () => {
    const { iommu } = await sampleSnapshot('direct-regions');
    const [dmar] = firmwareTableFacts(iommu.tableBytes);
    const text = dmar?.lines.map(formatLine).join('\n');
    expect(text).toContain('Must be mapped 1:1: 0x');
    expect(text).toContain('before the system started');
    expect(text).not.toContain('cut or damaged');

    const short = iommu.tableBytes.map(({ name, bytes }) => ({
      name,
      bytes: knownOr(bytes, '').slice(0, -20),
    }));
    expect(firmwareTableFacts(short)[0]?.lines.map(formatLine).join('\n')).toContain('cut or damaged');
    const garbled = [{ name: 'DMAR', bytes: '00' }];
    expect(formatLine(firmwareTableFacts(garbled)[0]?.lines[0] ?? [])).toContain('/sys/firmware/acpi/tables/DMAR');
  });
});

describe('configuration space', () => {
  it('that ends early says so, and does not say "none"', async () => {
    const host = await sampleSnapshot('intel-desktop');
    const [fn] = knownOr(host.functions, []).filter(({ bdf }) => bdf === '0000:01:00.0');
    if (!fn) throw new Error('The sample has this function.');
    expect(formatLine(serialFact(fn).lines[0] ?? [])).toBe(
      'could not measure: /sys/bus/pci/devices/0000:01:00.0/config not readable by this user (64 bytes of it are)',
    );
  });
});
