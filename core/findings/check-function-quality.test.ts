import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { isKnown, type Unknown } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { checkSelection } from './check-selection.ts';
import { describeFinding } from './describe.ts';
import type { Finding, FindingCode } from './finding.ts';

const RADEON = '0000:09:00.0' as Bdf;
const RADEON_AUDIO = '0000:09:00.1' as Bdf;
const USB = '0000:0b:00.3' as Bdf;
const SWITCH = '0000:07:00.0' as Bdf;
const ROOT_PORT = '0000:00:03.1' as Bdf;
const gap: Unknown = { unknown: 'denied', source: '/sys/x', detail: 'EACCES' };

let amd: HostSnapshot;
let twins: HostSnapshot;
let laptop: HostSnapshot;
beforeAll(async () => {
  [amd, twins, laptop] = await Promise.all([
    sampleSnapshot('amd-desktop'),
    sampleSnapshot('twin-gpu-workstation'),
    sampleSnapshot('muxless-laptop'),
  ]);
});

type Changes = Partial<Record<Bdf, Partial<PciFunction>>>;

function changed(host: HostSnapshot, changes: Changes): HostSnapshot {
  const functions = isKnown(host.functions) ? host.functions.map(fn => ({ ...fn, ...changes[fn.bdf] })) : [];
  return { ...host, functions };
}

function find<Code extends FindingCode>(host: HostSnapshot, picked: readonly string[], code: Code) {
  const found = checkSelection(host, picked as Bdf[]).filter(finding => finding.code === code);
  return found as Extract<Finding, { code: Code }>[];
}

const codes = (host: HostSnapshot, picked: readonly string[]) =>
  checkSelection(host, picked as Bdf[]).map(finding => finding.code);

describe('resets', () => {
  const withModule = (state: 'loaded' | 'absent' | Unknown): HostSnapshot => ({
    ...amd,
    platform: { ...amd.platform, modules: [{ name: 'vendor_reset', state, useCount: 0, parameters: {} }] },
  });

  test('a Navi 10 does not come back, and its bus reset is not called fine', () => {
    expect(find(withModule('absent'), [RADEON, RADEON_AUDIO], 'function/reset-family-known-bad')).toEqual([
      expect.objectContaining({ family: 'AMD Navi 10', methods: ['bus'], vendorReset: 'absent' }),
    ]);
    expect(codes(amd, [RADEON, RADEON_AUDIO])).not.toContain('pci/reset-with-bus');
  });

  test.each([
    ['loaded', 'loaded'],
    [gap, 'unknown'],
  ] as const)('says whether the module is there: %j', (state, told) => {
    expect(find(withModule(state), [RADEON], 'function/reset-family-known-bad')).toMatchObject([{ vendorReset: told }]);
    expect(
      find({ ...amd, platform: { ...amd.platform, modules: gap } }, [RADEON], 'function/reset-family-known-bad'),
    ).toMatchObject([{ vendorReset: 'unknown' }]);
  });

  test('vendor-reset covers it when device_specific comes first', () => {
    const covered = changed(amd, { [RADEON]: { resetMethods: ['device_specific', 'bus'] } });
    expect(codes(covered, [RADEON])).toContain('function/vendor-reset-covers');
    expect(codes(covered, [RADEON])).not.toContain('function/reset-family-known-bad');
    expect(codes(covered, [RADEON])).toContain('pci/reset-by-itself');
  });

  test('a function that hangs at FLR is warned of only where the kernel would try one', () => {
    expect(codes(amd, [USB])).not.toContain('function/reset-quirk-missing');
    const old = changed(amd, { [USB]: { resetMethods: ['flr', 'pm'] } });
    expect(find(old, [USB], 'function/reset-quirk-missing')).toMatchObject([
      { trouble: 'flr-hangs', methods: ['flr', 'pm'] },
    ]);
    expect(codes(old, [USB])).not.toContain('pci/reset-by-itself');
    expect(codes(changed(amd, { [USB]: { resetMethods: gap } }), [USB])).not.toContain('function/reset-quirk-missing');
  });

  test.each([
    [0x164e, 'function/reset-without-cure'],
    [0x747e, 'function/reset-reported-bad'],
  ] as const)('device %i: %s', (deviceId, code) => {
    expect(codes(changed(amd, { [RADEON]: { deviceId } }), [RADEON])).toContain(code);
  });

  test('where reports differ, what the kernel lists is still good news', () => {
    const found = (deviceId: number) => codes(changed(amd, { [RADEON]: { deviceId } }), [RADEON, RADEON_AUDIO]);
    expect(found(0x747e)).toContain('pci/reset-with-bus');
    expect(found(0x164e)).not.toContain('pci/reset-with-bus');
  });

  test('nothing is known against other cards, or against ids that were not read', () => {
    for (const deviceId of [0x73df, gap]) {
      const found = codes(changed(amd, { [RADEON]: { deviceId } }), [RADEON, RADEON_AUDIO]);
      expect(found.filter(code => code.startsWith('function/reset'))).toEqual([]);
      expect(found).toContain('pci/reset-with-bus');
    }
  });
});

describe('the way to the card', () => {
  const state = (gigatransfersPerSecond: number, width: number) => ({ gigatransfersPerSecond, width });
  const withLinks = (device: PciFunction['link'], port: PciFunction['link']) =>
    changed(amd, { [SWITCH]: { link: device }, [ROOT_PORT]: { link: port } });
  const full = { now: state(16, 16), most: state(16, 16) };

  test.each([
    ['as fast as it can be', full, full, []],
    [
      'in a slot with four lanes',
      { now: state(16, 4), most: state(16, 16) },
      { now: state(16, 4), most: state(16, 4) },
      ['function/link-limited'],
    ],
    [
      'in an older slot',
      { now: state(8, 16), most: state(16, 16) },
      { now: state(8, 16), most: state(8, 16) },
      ['function/link-limited'],
    ],
    ['with half its lanes', { now: state(16, 8), most: state(16, 16) }, full, ['function/link-lanes-missing']],
    ['idle', { now: state(2.5, 16), most: state(16, 16) }, full, ['function/link-idle']],
    ['unplugged', { now: state(2.5, 0), most: state(16, 16) }, full, ['function/link-down']],
    ['not told', { now: null, most: state(16, 16) }, full, []],
    ['not measured', gap, full, []],
  ])('a card %s, with a switch of its own', (_, device, port, expected) => {
    const found = checkSelection(withLinks(device, port), [RADEON, RADEON_AUDIO]).filter(({ code }) =>
      code.startsWith('function/link'),
    );
    expect(found.map(finding => finding.code)).toEqual(expected);
    for (const finding of found) expect(finding).toMatchObject({ device: SWITCH, fn: { bdf: RADEON } });
  });

  test.each([
    ['a slot with fewer lanes', state(16, 4), false, 1],
    ['a root port that is older and has all lanes', state(8, 16), true, 0],
  ])('%s: what can be done', (_, most, isWidest, remedies) => {
    const host = changed(withLinks({ now: most, most: state(16, 16) }, { now: most, most }), {});
    const [finding] = find(host, [RADEON], 'function/link-limited');
    expect(finding).toMatchObject({ isWidest });
    expect(finding && describeFinding(finding).remedies).toHaveLength(remedies);
  });

  test('a port below another one may be in the way', () => {
    const slow = { now: state(8, 16), most: state(8, 16) };
    const host = changed(withLinks({ now: state(8, 16), most: state(16, 16) }, slow), {
      [ROOT_PORT]: { link: slow, bridgePath: ['0000:00:01.0' as Bdf] },
    });
    expect(find(host, [RADEON], 'function/link-limited')).toMatchObject([{ isWidest: false }]);
  });

  test('the two ports of a switch have no link between them', () => {
    const slow = { now: state(8, 16), most: state(16, 16) };
    const host = changed(withLinks(full, full), { ['0000:08:00.0' as Bdf]: { link: slow }, [RADEON]: { link: full } });
    expect(codes(host, [RADEON]).filter(code => code.startsWith('function/link'))).toEqual([]);
  });

  test('a port that sleeps is named once for what hangs on it', () => {
    expect(find(laptop, ['0000:01:00.0'], 'function/port-asleep')).toMatchObject([
      {
        fns: [{ bdf: '0000:01:00.0' }],
        ports: [{ port: { bdf: '0000:00:01.0' }, powerState: 'D3cold', isD3coldAllowed: true }],
      },
    ]);
    expect(codes(amd, [RADEON])).not.toContain('function/port-asleep');
    const asleep = changed(amd, { [SWITCH]: { runtimeStatus: 'suspended' } });
    expect(find(asleep, [RADEON, RADEON_AUDIO], 'function/port-asleep')).toMatchObject([
      { fns: [{}, {}], ports: [{}] },
    ]);
  });

  test('a function of which neither power file tells anything may sleep', () => {
    const silent = (runtimeStatus: PciFunction['runtimeStatus']) =>
      codes(changed(amd, { [RADEON]: { powerState: gap, runtimeStatus } }), [RADEON]);
    for (const status of [gap, null]) expect(silent(status)).toContain('function/power-unmeasured');
    expect(silent('active')).not.toContain('function/power-unmeasured');
    expect(codes(amd, [RADEON])).not.toContain('function/power-unmeasured');
  });

  test('a header that does not exist is a lost device, not a bridge', () => {
    const config = `02101f73${'00'.repeat(10)}7f${'00'.repeat(49)}`;
    const lost = changed(amd, { [RADEON]: { config } });
    expect(find(lost, [RADEON], 'function/header-broken')).toMatchObject([{ headerType: 127 }]);
    expect(codes(lost, [RADEON])).not.toContain('selection/is-bridge');
    expect(codes(changed(amd, { [RADEON]: { config: 'ff'.repeat(64) } }), [RADEON])).toContain('pci/does-not-answer');
    expect(codes(amd, [ROOT_PORT])).toContain('selection/is-bridge');
  });
});

describe('virtual functions', () => {
  const [PF, VF, OTHER_VF] = ['0000:b0:00.0', '0000:b0:02.0', '0000:b0:02.1'] as Bdf[];

  test('a physical function with virtual ones is not taken', () => {
    expect(find(twins, [PF as Bdf], 'function/has-virtual-functions')).toMatchObject([
      { enabledVfs: 2, virtual: [{ bdf: VF }, { bdf: OTHER_VF }] },
    ]);
    expect(codes(twins, ['0000:b0:00.1'])).not.toContain('function/has-virtual-functions');
    const held = changed(twins, { [PF as Bdf]: { driver: 'vfio-pci' } });
    expect(codes(held, [PF as Bdf])).not.toContain('function/has-virtual-functions');
  });

  test('what could not be read leaves the question open', () => {
    for (const sriov of [gap, { totalVfs: 64, enabledVfs: gap, isAutoprobing: true, virtualFunctions: [] }]) {
      expect(
        find(changed(twins, { [PF as Bdf]: { sriov } }), [PF as Bdf], 'function/virtuals-unmeasured'),
      ).toMatchObject([{ gap }]);
    }
  });

  test('virtual functions name their physical one, together', () => {
    expect(find(twins, [VF as Bdf, OTHER_VF as Bdf], 'function/virtual')).toMatchObject([
      { fns: [{ bdf: VF }, { bdf: OTHER_VF }], physical: { bdf: PF, driver: 'i40e' } },
    ]);
    const held = changed(twins, { [PF as Bdf]: { driver: 'vfio-pci' } });
    expect(codes(held, [VF as Bdf])).toContain('function/virtual-needs-token');
    expect(codes(twins, [VF as Bdf])).not.toContain('pci/companions-left-out');
  });
});

describe('identity', () => {
  const [TWIN, OTHER] = ['0000:3b:00.0', '0000:af:00.0'] as const;

  test('twins are told apart by serial number', () => {
    expect(find(twins, [TWIN], 'function/twins')).toMatchObject([
      {
        fn: { serial: '48-b0-2d-ff-ff-6f-12-34' },
        twins: [{ label: { bdf: OTHER, driver: 'vfio-pci' }, serial: '48-b0-2d-ff-ff-6f-a7-09' }],
        ids: '10de:2231',
        byIds: null,
      },
    ]);
    expect(find(twins, [TWIN, '0000:3b:00.1'], 'function/twins')).toHaveLength(1);
    expect(codes(twins, [TWIN, OTHER])).not.toContain('function/twins');
    expect(codes(amd, [RADEON])).not.toContain('function/twins');
  });

  test('an argument that takes both by their ids is shown', () => {
    const byIds = 'vfio-pci.ids=8086:1572,10de:2231';
    const host = { ...twins, kernel: { ...twins.kernel, commandLine: ['quiet', byIds] } };
    expect(find(host, [TWIN], 'function/twins')).toMatchObject([{ byIds }]);
  });

  test('the ports of one card, and virtual functions, are no twins', () => {
    expect(codes(twins, ['0000:b0:00.1'])).not.toContain('function/twins');
    expect(codes(twins, ['0000:b0:02.0'])).not.toContain('function/twins');
  });

  test('a function on another card that is linked by its power is not left behind in silence', () => {
    expect(codes(amd, [RADEON])).not.toContain('function/linked-left-out');
    const linked = changed(amd, { [RADEON]: { suppliers: [USB], consumers: [RADEON_AUDIO] } });
    expect(find(linked, [RADEON], 'function/linked-left-out')).toMatchObject([{ needs: [{ bdf: USB }], neededBy: [] }]);
    expect(codes(linked, [RADEON, USB])).not.toContain('function/linked-left-out');
  });

  test('a VFIO driver made for the device is named, unless it runs already', () => {
    const candidateModules = ['mlx5_core', 'mlx5_vfio_pci'];
    const host = (driver: string | null) => changed(twins, { ['0000:b0:02.0' as Bdf]: { candidateModules, driver } });
    expect(find(host('mlx5_core'), ['0000:b0:02.0'], 'function/variant-driver')).toMatchObject([
      { module: 'mlx5_vfio_pci' },
    ]);
    expect(codes(host('mlx5-vfio-pci'), ['0000:b0:02.0'])).not.toContain('function/variant-driver');
    expect(codes(twins, ['0000:b0:02.0'])).not.toContain('function/variant-driver');
  });

  test('the ROM of the boot display is a copy', () => {
    expect(find(amd, [RADEON], 'function/rom-shadow')).toMatchObject([{ fileMode: 0o600 }]);
    expect(codes(amd, ['0000:04:00.0'])).not.toContain('function/rom-shadow');
    expect(codes(laptop, ['0000:00:02.0'])).not.toContain('function/rom-shadow');
  });
});
