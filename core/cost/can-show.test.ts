import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { checkSelection } from '../findings/check-selection.ts';
import { describeFinding } from '../findings/describe.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { DrmCard } from '../host/schema/seat.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { displaysOf } from './can-show.ts';
import { costOfSelection } from './cost-of-functions.ts';

const INTEGRATED = '0000:00:02.0' as Bdf;
const RENDERER = '0000:01:00.0' as Bdf;

let laptop: HostSnapshot;
beforeAll(async () => {
  laptop = await sampleSnapshot('muxless-laptop');
});

const functionOf = (host: HostSnapshot, bdf: Bdf): PciFunction => {
  const fn = knownOr(host.functions, []).find(one => one.bdf === bdf);
  if (!fn) throw new Error(`no ${bdf}`);
  return fn;
};
const withCards = (cards: DrmCard[]): HostSnapshot => ({ ...laptop, seat: { ...laptop.seat, drmCards: cards } });
const card = (more: Partial<DrmCard>): DrmCard => ({
  name: 'card0',
  function: RENDERER,
  driver: 'nvidia',
  connectors: [],
  ...more,
});
const socket = { name: 'HDMI-A-1', status: 'disconnected', isEnabled: false };
const VGA = 0x030000;
const THREE_D = 0x030200;
const gap = { unknown: 'failed', source: '/x', detail: 'EIO' } as const;

test.each<[string, Partial<PciFunction>, DrmCard[], boolean]>([
  ['a 3D controller without sockets', { classCode: THREE_D }, [card({})], false],
  ['a 3D controller with sockets', { classCode: THREE_D }, [card({ connectors: [socket] })], true],
  ['VGA under a driver that lists no socket', { classCode: VGA }, [card({ driver: 'amdgpu' })], false],
  ['VGA under NVIDIA’s driver, which hides them', { classCode: VGA }, [card({})], true],
  ['VGA without a card of DRM', { classCode: VGA }, [], true],
  ['VGA whose sockets were not read', { classCode: VGA }, [card({ driver: 'amdgpu', connectors: gap })], true],
  ['a virtual function', { classCode: VGA, physicalFunction: INTEGRATED }, [], false],
  ['a card that VFIO has', { classCode: VGA, driver: 'vfio-pci' }, [], false],
  ['a network card', { classCode: 0x020000 }, [], false],
])('%s', (_, facts, cards, expected) => {
  const fn = { ...functionOf(laptop, RENDERER), ...facts };
  expect(displaysOf(withCards(cards)).canShow(fn)).toBe(expected);
});

describe('the integrated graphics of a laptop without a multiplexer', () => {
  test('are the last display, and nobody is told to plug a screen into the card that only renders', () => {
    const found = checkSelection(laptop, [INTEGRATED]);
    expect(found).toContainEqual(expect.objectContaining({ code: 'pci/last-display' }));
    expect(found).toContainEqual(expect.objectContaining({ code: 'cost/active-display', others: [] }));
    expect(found).toContainEqual(expect.objectContaining({ code: 'pci/boot-vga', otherDisplays: [] }));
    expect(JSON.stringify(found.map(describeFinding))).not.toContain('Plug the screen');
    expect(costOfSelection(laptop, new Set([INTEGRATED])).reasons.map(one => one.kind)).toContain('last-display');
  });

  test('are no less the last with virtual functions of their own', () => {
    const virtual = {
      ...functionOf(laptop, INTEGRATED),
      bdf: '0000:00:02.1' as Bdf,
      physicalFunction: INTEGRATED,
      driver: null,
      isBootVga: null,
    };
    const host = { ...laptop, functions: isKnown(laptop.functions) ? [...laptop.functions, virtual] : [] };
    expect(costOfSelection(host, new Set([INTEGRATED])).reasons.map(one => one.kind)).toContain('last-display');
    expect(checkSelection(host, [INTEGRATED]).map(finding => finding.code)).toContain('pci/last-display');
  });

  test('stay when the card that only renders is picked', () => {
    const codes = checkSelection(laptop, [RENDERER]).map(finding => finding.code);
    expect(codes).toContain('pci/no-display-outputs');
    expect(codes).not.toContain('pci/last-display');
  });
});
