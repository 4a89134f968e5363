import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { isKnown, type Unknown } from '../host/measured.ts';
import type { DeviceNode, HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { checkSelection } from './check-selection.ts';
import { describeFinding } from './describe.ts';

const GPU = '0000:01:00.0' as Bdf;
const CARD = [GPU, '0000:01:00.1', '0000:01:00.2', '0000:01:00.3'] as Bdf[];
const PORT = '0000:00:01.0' as Bdf;
const IGPU = '0000:00:02.0' as Bdf;
const gap: Unknown = { unknown: 'denied', source: '/sys/x', detail: 'EACCES' };

let host: HostSnapshot;
beforeAll(async () => {
  host = await sampleSnapshot('intel-desktop');
});

/** The host with some functions changed. */
function withFunctions(change: (fn: PciFunction) => Partial<PciFunction>): HostSnapshot {
  const functions = isKnown(host.functions) ? host.functions.map(fn => ({ ...fn, ...change(fn) })) : host.functions;
  return { ...host, functions };
}
const only = (bdf: Bdf, change: Partial<PciFunction>) => (fn: PciFunction) => (fn.bdf === bdf ? change : {});
const codes = (on: HostSnapshot, selected: readonly Bdf[]) => checkSelection(on, selected).map(finding => finding.code);
const find = (on: HostSnapshot, selected: readonly Bdf[], code: string) =>
  checkSelection(on, selected).filter(finding => finding.code === code);

describe('IOMMU groups', () => {
  test('a GPU alone is stopped by its companions, which the remedy would add', () => {
    expect(find(host, [GPU], 'iommu/group-shared')).toEqual([
      expect.objectContaining({
        group: 2,
        picked: [expect.objectContaining({ bdf: GPU })],
        inTheWay: CARD.slice(1).map(bdf => expect.objectContaining({ bdf })),
      }),
    ]);
  });

  test('the whole card leaves a viable group; its port is a bridge and stays', () => {
    const [viable, ...more] = find(host, CARD, 'iommu/group-viable');
    expect(more).toEqual([]);
    expect(viable).toMatchObject({ group: 2, bridges: [{ bdf: PORT }], idle: [] });
    expect(codes(host, CARD)).not.toContain('iommu/group-shared');
  });

  test.each(['vfio-pci', 'pci-stub', null])('a neighbour with driver %s is not in the way', driver => {
    const idle = withFunctions(fn => (CARD.slice(1).includes(fn.bdf) ? { driver } : {}));
    expect(find(idle, [GPU], 'iommu/group-viable')).toEqual([
      expect.objectContaining({ idle: CARD.slice(1).map(bdf => expect.objectContaining({ bdf })) }),
    ]);
  });

  test('a neighbour whose driver is not known leaves the verdict open', () => {
    const unclear = withFunctions(fn =>
      fn.bdf === CARD[1] ? { driver: gap } : CARD.slice(2).includes(fn.bdf) ? { driver: null } : {},
    );
    const found = codes(unclear, [GPU]);
    expect(found).toContain('vfio/driver-unmeasured');
    expect(found).not.toContain('iommu/group-viable');
  });

  test('a function without a group blocks, one whose group is not known is open', () => {
    expect(codes(withFunctions(only(GPU, { iommuGroup: null })), [GPU])).toContain('iommu/no-group');
    expect(find(withFunctions(only(GPU, { iommuGroup: gap })), [GPU], 'iommu/group-unmeasured')).toEqual([
      expect.objectContaining({ gap }),
    ]);
  });

  test('with the IOMMU off the functions are not blamed one by one', async () => {
    const off = await sampleSnapshot('iommu-off');
    const functions = isKnown(off.functions) ? off.functions : [];
    const gpu = functions.find(fn => isKnown(fn.classCode) && fn.classCode >> 16 === 3);
    expect(gpu).toBeDefined();
    expect(codes(off, gpu ? [gpu.bdf] : [])).not.toContain('iommu/no-group');
  });
});

describe('reserved regions', () => {
  const regions = (type: 'direct' | 'direct-relaxable' | 'msi') => {
    const groups = isKnown(host.iommu.groups)
      ? host.iommu.groups.map(group =>
          group.id === 2 ? { ...group, reservedRegions: [{ start: '0x0', end: '0xfff', type }] } : group,
        )
      : host.iommu.groups;
    return { ...host, iommu: { ...host.iommu, groups } };
  };

  test('a 1:1 region forbids assignment', () => {
    expect(find(regions('direct'), CARD, 'iommu/direct-regions')).toEqual([
      expect.objectContaining({ group: 2, maker: 'intel', regions: [{ start: '0x0', end: '0xfff', type: 'direct' }] }),
    ]);
  });

  test.each(['direct-relaxable', 'msi'] as const)('a %s region does not', type => {
    expect(codes(regions(type), CARD)).not.toContain('iommu/direct-regions');
  });

  test('unreadable regions leave the question open', () => {
    const groups = isKnown(host.iommu.groups)
      ? host.iommu.groups.map(group => ({ ...group, reservedRegions: gap }))
      : host.iommu.groups;
    expect(find({ ...host, iommu: { ...host.iommu, groups } }, CARD, 'iommu/reserved-regions-unmeasured')).toHaveLength(
      1,
    );
  });
});

describe('what was picked', () => {
  test('nothing', () => {
    expect(codes(host, [])).toEqual(['selection/empty']);
  });

  test('an address that is not there', () => {
    const missing = '0000:7f:00.0' as Bdf;
    expect(checkSelection(host, [missing])).toEqual([{ code: 'selection/not-found', bdf: missing }]);
  });

  test('the same function twice is said once', () => {
    expect(find(host, [GPU, GPU, GPU], 'selection/picked-twice')).toEqual([
      { code: 'selection/picked-twice', bdf: GPU },
    ]);
  });

  test('a bridge', () => {
    expect(codes(host, [PORT])).toEqual(['selection/is-bridge']);
  });

  test('anything on a host whose functions are not known', () => {
    expect(checkSelection({ ...host, functions: gap }, [GPU])).toEqual([]);
  });
});

describe('functions by themselves', () => {
  test('a host driver is named, and a VFIO driver is fine', () => {
    expect(find(host, CARD, 'vfio/not-bound')).toEqual([
      expect.objectContaining({
        fns: ['nvidia', 'snd_hda_intel', 'xhci_hcd', 'nvidia-gpu'].map(driver => expect.objectContaining({ driver })),
      }),
    ]);
    const bound = withFunctions(fn => (CARD.includes(fn.bdf) ? { driver: 'vfio-pci' } : {}));
    expect(find(bound, CARD, 'vfio/bound')).toEqual([
      expect.objectContaining({ fns: CARD.map(bdf => expect.objectContaining({ bdf })) }),
    ]);
    expect(codes(bound, CARD)).not.toContain('vfio/not-bound');
  });

  test('the boot VGA is named together with the other display', () => {
    expect(find(host, [IGPU], 'pci/boot-vga')).toEqual([
      expect.objectContaining({
        fn: expect.objectContaining({ bdf: IGPU }),
        otherDisplays: [expect.objectContaining({ bdf: GPU })],
      }),
    ]);
    expect(codes(host, [GPU])).not.toContain('pci/boot-vga');
  });

  test('giving away every display is said', () => {
    expect(codes(host, [...CARD, IGPU])).toContain('pci/last-display');
    expect(codes(host, CARD)).not.toContain('pci/last-display');
    // A card that VFIO already holds shows nothing to the host.
    const held = withFunctions(only(GPU, { driver: 'vfio-pci' }));
    expect(codes(held, [IGPU])).toContain('pci/last-display');
  });

  test('a part of the card that has another group or no driver is still missed', () => {
    const idle = withFunctions(fn => (CARD.slice(1).includes(fn.bdf) ? { driver: null } : {}));
    expect(find(idle, [GPU], 'pci/companions-left-out')).toEqual([
      expect.objectContaining({ slot: '0000:01:00', left: CARD.slice(1).map(bdf => expect.objectContaining({ bdf })) }),
    ]);
    expect(codes(host, CARD)).not.toContain('pci/companions-left-out');
  });

  test('a device that dropped off the bus', () => {
    expect(codes(withFunctions(only(GPU, { config: 'ff'.repeat(64) })), CARD)).toContain('pci/does-not-answer');
    expect(codes(host, CARD)).not.toContain('pci/does-not-answer');
  });

  test('a GPU that sleeps and has no outputs', async () => {
    const laptop = await sampleSnapshot('muxless-laptop');
    const functions = isKnown(laptop.functions) ? laptop.functions : [];
    const gpu = functions.find(fn => isKnown(fn.classCode) && fn.classCode >> 8 === 0x0302);
    const found = codes(laptop, gpu ? [gpu.bdf] : []);
    expect(found).toContain('pci/asleep');
    expect(found).toContain('pci/no-display-outputs');
  });
});

describe('resets', () => {
  const reset = (methods: Record<string, PciFunction['resetMethods']>) =>
    withFunctions(fn => (CARD.includes(fn.bdf) ? { resetMethods: methods[fn.bdf] ?? [] } : {}));

  test('by itself', () => {
    expect(find(reset({ [GPU]: ['flr', 'bus'] }), CARD, 'pci/reset-by-itself')).toEqual([
      expect.objectContaining({ methods: ['flr', 'bus'] }),
    ]);
  });

  test('with the whole bus, when all of it is picked', () => {
    expect(find(reset({ [GPU]: ['bus'] }), CARD, 'pci/reset-with-bus')).toEqual([
      expect.objectContaining({ fns: CARD.map(bdf => expect.objectContaining({ bdf })) }),
    ]);
  });

  test('with the whole bus, when a part is left out', () => {
    const found = find(reset({ [GPU]: ['bus'] }), CARD.slice(0, 3), 'pci/reset-needs-whole-bus');
    expect(found).toMatchObject([{ fns: CARD.slice(0, 3).map(bdf => ({ bdf })), left: [{ bdf: CARD[3] }] }]);
  });

  test('not at all', () => {
    expect(find(reset({}), CARD, 'pci/no-reset')).toHaveLength(4);
  });

  test('not known', () => {
    expect(find(reset({ [GPU]: gap }), [GPU], 'pci/reset-unmeasured')).toEqual([expect.objectContaining({ gap })]);
  });
});

describe('the node of the group', () => {
  const bound = (node: Partial<DeviceNode> | null) => {
    const functions = withFunctions(fn => (CARD.includes(fn.bdf) ? { driver: 'vfio-pci' } : {}));
    const nodes = isKnown(host.deviceNodes) ? host.deviceNodes : [];
    const vfio: DeviceNode = {
      path: '/dev/vfio/2',
      kind: 'vfio-group',
      mode: 0o600,
      uid: 0,
      gid: 0,
      acl: [],
      mayOpen: gap,
      ...node,
    };
    return { ...functions, deviceNodes: node === null ? nodes : [...nodes, vfio] };
  };

  test('is not asked for before a function is bound', () => {
    expect(codes(host, CARD).filter(code => code.startsWith('vfio/group-node'))).toEqual([]);
  });

  test.each([
    ['closed', {}, 'vfio/group-node-denied'],
    ['open', { mayOpen: true }, 'vfio/group-node-usable'],
    ['missing', null, 'vfio/group-node-unmeasured'],
  ])('%s', (_, node, code) => {
    expect(codes(bound(node), CARD)).toContain(code);
  });
});

describe('what must not be taken lightly', () => {
  const NVME = '0000:02:00.0' as Bdf;
  const ISA = '0000:00:1f.0' as Bdf;
  const AUDIO = '0000:00:1f.3' as Bdf;

  test('a disk that the host runs from blocks, with the chain; the USB sockets of the graphics card do not', () => {
    expect(find(host, [NVME], 'cost/host-loses-disk')).toMatchObject([
      {
        fn: { bdf: NVME, driver: 'nvme' },
        losses: [
          { what: '/', chain: ['/', 'dm-1 (foundry--vg-root)', 'dm-0 (nvme0n1p3_crypt)', 'nvme0n1p3', 'nvme0n1'] },
          { what: '/boot' },
          { what: '/boot/efi' },
          { kind: 'swap', what: '/dev/dm-2' },
        ],
      },
    ]);
    expect(codes(host, CARD)).not.toContain('cost/host-loses-disk');
    expect(codes(withFunctions(only(CARD[2] ?? GPU, { driver: 'vfio-pci' })), CARD)).toContain('cost/free');
  });

  test('in a group that the host cannot lose another slot comes first, and the whole group is never offered', async () => {
    const amd = await sampleSnapshot('amd-desktop');
    const [shared] = checkSelection(amd, ['0000:04:00.0' as Bdf]).filter(
      finding => finding.code === 'iommu/group-shared',
    );
    const words = shared ? describeFinding(shared) : undefined;
    expect(words?.explanation).toMatch(/lose .*\/mnt\/data \(sda1 on sda\) with 0000:02:00\.1/);
    expect(words?.remedies[0]).toMatchObject({
      kind: 'advice',
      text: expect.stringMatching(/another slot.*cannot do without 0000:06:00\.0/),
    });
    expect(words?.remedies.some(remedy => remedy.kind === 'select')).toBe(false);
  });

  test('in a group that costs something the whole group is offered, without bridges', async () => {
    const amd = await sampleSnapshot('amd-desktop');
    const withoutRoute = { ...amd, network: { ...amd.network, defaultRoutes: [] } };
    const [shared] = checkSelection(withoutRoute, ['0000:04:00.0' as Bdf]).filter(
      finding => finding.code === 'iommu/group-shared',
    );
    const remedies = shared ? describeFinding(shared).remedies : [];
    const offered = remedies.flatMap(remedy => (remedy.kind === 'select' ? remedy.functions : []));
    expect(offered).toContain('0000:06:00.0');
    expect(
      offered.filter(bdf => checkSelection(amd, [bdf]).some(finding => finding.code === 'selection/is-bridge')),
    ).toEqual([]);
  });

  test('a group with the last keyboard is not offered either', () => {
    const [shared] = find(host, ['0000:00:14.2' as Bdf], 'iommu/group-shared');
    expect(shared).toMatchObject({
      losses: expect.arrayContaining([
        { bdf: '0000:00:14.0', level: 'refuses', text: 'its last keyboard, Logitech USB Keyboard' },
      ]),
    });
    expect(shared && describeFinding(shared).remedies.some(remedy => remedy.kind === 'select')).toBe(false);
  });

  test('what hangs on the others of a group may be open', async () => {
    const amd = await sampleSnapshot('amd-desktop');
    const [shared] = checkSelection({ ...amd, storage: { ...amd.storage, blockDevices: gap } }, [
      '0000:04:00.0' as Bdf,
    ]).filter(finding => finding.code === 'iommu/group-shared');
    expect(shared).toMatchObject({
      unclear: expect.arrayContaining([expect.objectContaining({ bdf: '0000:02:00.1' })]),
    });
  });

  test('a bridge under a driver of its own is unbound, not assigned', () => {
    const [shared] = find(withFunctions(only(ISA, { driver: 'lpc_ich' })), [AUDIO], 'iommu/group-shared');
    const remedies = shared ? describeFinding(shared).remedies : [];
    expect(remedies.flatMap(remedy => (remedy.kind === 'select' ? remedy.functions : []))).not.toContain(ISA);
    expect(remedies).toContainEqual(
      expect.objectContaining({ kind: 'command', command: expect.stringContaining(`${ISA}/driver/unbind`) }),
    );
  });

  test('a group without an IOMMU behind it', () => {
    const groups = isKnown(host.iommu.groups)
      ? host.iommu.groups.map(group => (group.id === 2 ? { ...group, name: 'vfio-noiommu' } : group))
      : host.iommu.groups;
    const found = codes({ ...host, iommu: { ...host.iommu, groups } }, CARD);
    expect(found).toContain('iommu/no-iommu-group');
    expect(found).not.toContain('iommu/group-viable');
  });

  test('a member that only the group itself lists', () => {
    const unlinked = withFunctions(only(CARD[1] ?? GPU, { iommuGroup: gap }));
    expect(find(unlinked, [GPU, ...CARD.slice(2)], 'iommu/group-shared')).toEqual([
      expect.objectContaining({ inTheWay: [expect.objectContaining({ bdf: CARD[1] })] }),
    ]);
  });

  test('a virtual function does not want its physical one along', () => {
    const header = `ffffffff${'00'.repeat(60)}`;
    const virtual = withFunctions(fn =>
      fn.bdf === CARD[1] ? { config: header, driver: 'vfio-pci' } : CARD.includes(fn.bdf) ? { driver: null } : {},
    );
    expect(codes(virtual, [CARD[1] ?? GPU])).not.toContain('pci/companions-left-out');
    expect(codes(virtual, [CARD[1] ?? GPU])).not.toContain('pci/does-not-answer');
  });

  test('a class that is not known is said, and a bridge is known by its header', () => {
    expect(codes(withFunctions(only(GPU, { classCode: gap })), [GPU])).toContain('pci/class-unmeasured');
    expect(codes(withFunctions(only(PORT, { classCode: gap })), [PORT])).toEqual(['selection/is-bridge']);
    const device = '00'.repeat(64);
    expect(codes(withFunctions(only(PORT, { classCode: 0x068000, config: device })), [PORT])).not.toContain(
      'selection/is-bridge',
    );
  });
});
