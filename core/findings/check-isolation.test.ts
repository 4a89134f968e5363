import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { isKnown } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { checkAcsOverride } from './check-isolation.ts';
import { checkSelection } from './check-selection.ts';
import { describeFinding } from './describe.ts';
import { explainRemedy } from './explain-remedy.ts';
import type { Finding } from './finding.ts';

let amd: HostSnapshot;
let intel: HostSnapshot;
beforeAll(async () => {
  amd = await sampleSnapshot('amd-desktop');
  intel = await sampleSnapshot('intel-desktop');
});

const explained = (host: HostSnapshot, ...picked: string[]) =>
  checkSelection(host, picked as Bdf[]).filter(finding => finding.code === 'isolation/group-explained');
const remediesOf = (findings: readonly Finding[]) =>
  findings
    .flatMap(finding => describeFinding(finding).remedies)
    .map(remedy => Object.values(explainRemedy(remedy, null)).join(' '));
const change = (host: HostSnapshot, facts: (fn: PciFunction) => Partial<PciFunction>): HostSnapshot => ({
  ...host,
  functions: isKnown(host.functions) ? host.functions.map(fn => ({ ...fn, ...facts(fn) })) : host.functions,
});
const running = (host: HostSnapshot, release: string) => ({ ...host, kernel: { ...host.kernel, release } });

/** The same host with ACS in the switch's ports, and one control off. */
const switchedOff = (host: HostSnapshot) =>
  change(host, ({ bdf, config }) => {
    if (!bdf.startsWith('0000:03:') || !isKnown(config)) return {};
    // AER at 0x100 gets a successor at 0x148: ACS, all offered, completion redirect off.
    const bytes = Buffer.from(config, 'hex');
    bytes.writeUInt32LE(0x14820001, 0x100);
    bytes.writeUInt32LE(0x0001000d, 0x148);
    bytes.writeUInt16LE(0x1f, 0x14c);
    bytes.writeUInt16LE(0x15, 0x14e);
    return { config: bytes.toString('hex') };
  });

describe('a card in the chipset’s slot', () => {
  test('is told which ports lack what, and where it would be alone', () => {
    const found = explained(amd, '0000:04:00.0');
    expect(found).toMatchObject([
      {
        group: 15,
        others: [{ bdf: '0000:02:00.0' }, { bdf: '0000:02:00.1' }, { bdf: '0000:04:00.1' }, { bdf: '0000:06:00.0' }],
        causes: [{ kind: 'multifunction' }, { at: { bdf: '0000:03:00.0' } }, { at: { bdf: '0000:03:09.0' } }],
        slots: [{ port: { bdf: '0000:00:01.1' } }, { port: { bdf: '0000:00:03.1' } }],
        isCard: true,
        configAcs: null,
        overrideCarrier: null,
      },
    ]);
    expect(found.map(describeFinding)[0]?.explanation).toContain('DMA between devices below them');
    const [slot, firmware, ...more] = remediesOf(found);
    expect(slot).toContain('0000:00:01.1 (16 lanes, holds 0000:01:00.0 now)');
    expect(firmware).toContain('ACS Enable');
    expect(more).toEqual([]);
  });

  test('gets the kernel argument where ports have what is off, from 6.11 on', () => {
    const both = 'pci=config_acs=x1xxx@0000:03:00.0;x1xxx@0000:03:09.0';
    const first = 'pci=config_acs=x1xxx@0000:03:00.0';
    for (const [release, configAcs] of [
      ['6.15.0', both],
      ['7.0.1-arch1-1', both],
      // Takes the second for the first.
      ['6.14.1', first],
      ['6.11.0', first],
    ] as const)
      expect(explained(running(switchedOff(amd), release), '0000:04:00.0')).toMatchObject([{ configAcs }]);
    expect(explained(running(switchedOff(amd), '6.10.3'), '0000:04:00.0')).toMatchObject([{ configAcs: null }]);
  });

  test('hears of the override last, with its price, and only where the kernel has it', () => {
    const texts = remediesOf(explained(running(amd, '6.16.8-zen1-1-zen'), '0000:04:00.0'));
    expect(texts.at(-2)).toMatch(/Only if nothing else helps.*past the IOMMU/s);
    expect(texts.at(-1)).toContain('pcie_acs_override=downstream,multifunction');
    expect(remediesOf(explained(amd, '0000:04:00.0')).join()).not.toContain('pcie_acs_override');
  });
});

test('a chip that is soldered on cannot be moved to another slot', () => {
  const CHIP = '0000:04:00.0';
  const above = isKnown(amd.functions) ? amd.functions.find(fn => fn.bdf === CHIP)?.bridgePath : [];
  const withoutSlots = change(amd, ({ bdf, config }) => {
    if (!above || !isKnown(above) || !above.includes(bdf) || !isKnown(config)) return {};
    const bytes = Buffer.from(config, 'hex');
    let at = bytes[0x34] ?? 0;
    while (at !== 0 && bytes[at] !== 0x10) at = bytes[at + 1] ?? 0;
    // "Slot implemented" in the capabilities register of PCI Express.
    bytes.writeUInt16LE(bytes.readUInt16LE(at + 2) & ~0x100, at + 2);
    return { config: bytes.toString('hex') };
  });
  const found = explained(withoutSlots, CHIP);
  expect(found).toMatchObject([{ isCard: false }]);
  expect(remediesOf(found).join()).not.toMatch(/[Mm]ove the card|another slot/);
  expect(remediesOf(explained(amd, CHIP)).join()).toMatch(/Move the card/);
});

test('functions of one card need no explanation', () => {
  expect(explained(intel, '0000:01:00.0')).toEqual([]);
});

test('parts of the chipset cannot be moved, and no setting separates them', () => {
  const found = explained(intel, '0000:00:1f.3');
  expect(found).toMatchObject([{ isCard: false, causes: [{ kind: 'multifunction', because: 'conventional' }] }]);
  expect(remediesOf(found).join()).toMatch(/^No setting separates these functions/);
});

test('unread registers come with the command that reads them', () => {
  const host = change(amd, ({ config }) => (isKnown(config) ? { config: config.slice(0, 128) } : {}));
  expect(remediesOf(explained(host, '0000:04:00.0')).join()).toContain('lspci -vvv -s 0000:02:00.0');
});

describe('the ACS override', () => {
  const asking = (host: HostSnapshot) => ({
    ...host,
    kernel: { ...host.kernel, commandLine: ['pcie_acs_override=downstream'] },
  });

  test('that nobody asked for is no matter', () => {
    expect(checkAcsOverride(amd)).toEqual([]);
  });

  test('in vain', () => {
    expect(checkAcsOverride(asking(amd))).toMatchObject([
      { code: 'iommu/argument-not-in-effect', wish: 'acs-override', observed: '6.16.8-arch1-1' },
    ]);
  });

  test('in force', () => {
    const split = change(amd, fn => (fn.iommuGroup === 15 ? { iommuGroup: 100 + Number(fn.bdf.slice(5, 7)) } : {}));
    expect(checkAcsOverride(asking(split))).toMatchObject([
      {
        code: 'isolation/acs-override-in-use',
        proof: 'registers',
        pretending: [{ bdf: '0000:03:00.0' }, { bdf: '0000:03:09.0' }],
      },
    ]);
  });

  test('without an IOMMU says nothing', async () => {
    expect(checkAcsOverride(asking(await sampleSnapshot('iommu-off')))).toEqual([]);
  });
});

describe('behind a virtio IOMMU', () => {
  const units = [
    { name: '0000:00:03.0', vendor: 'virtio', addressWidthBits: null, canRemapInterrupts: null, registers: null },
  ] as const;
  const check = (driver: string | null, vendor: 'virtio' | 'intel' = 'virtio') => {
    const host = change(intel, ({ bdf }) => (bdf === '0000:01:00.0' ? { iommuGroup: null, driver } : {}));
    const iommu = { ...host.iommu, units: units.map(unit => ({ ...unit, vendor })) };
    return checkSelection({ ...host, iommu }, ['0000:01:00.0' as Bdf]).filter(({ code }) => code === 'iommu/no-group');
  };

  test('a function without a driver gets its group with one', () => {
    const [finding] = check(null);
    expect(finding).toMatchObject({ isVirtio: true });
    expect(finding && describeFinding(finding).title).toContain('as long as no driver is bound');
    expect(remediesOf(check(null))[0]).toContain('> /sys/bus/pci/drivers_probe');
  });

  test('one with a driver has none for another reason', () => {
    expect(check('nvidia')).toMatchObject([{ isVirtio: false }]);
    expect(check(null, 'intel')).toMatchObject([{ isVirtio: false }]);
  });
});
