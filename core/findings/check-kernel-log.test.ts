import { expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { indexHost } from '../host/host-index.ts';
import type { KernelLog } from '../host/schema/kernel-log.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { checkHost } from './check-host.ts';
import { checkKernelLog, checkKernelLogOf } from './check-kernel-log.ts';
import { checkSelection } from './check-selection.ts';
import { describeFinding } from './describe.ts';

const base = await sampleSnapshot('amd-desktop');
const CARD = '0000:09:00.0' as Bdf;
const BRIDGE = '0000:08:00.0' as Bdf;
const DISK = '0000:01:00.0' as Bdf;

type Line = [seconds: number | null, text: string];

function withLog(lines: Line[], rest: Partial<KernelLog> = {}): HostSnapshot {
  const kernelLog: KernelLog = {
    source: 'journalctl',
    totalLines: 1000,
    isTruncated: false,
    lines: lines.map(([seconds, text]) => ({ seconds, text })),
    repeats: [],
    ...rest,
  };
  return { ...base, kernelLog };
}

function aboutPicked(host: HostSnapshot, ...picked: Bdf[]) {
  const index = indexHost(host);
  return checkKernelLogOf(
    host,
    index,
    picked.flatMap(bdf => index.functions.get(bdf) ?? []),
  );
}

const reset = (bdf: string) => `vfio-pci ${bdf}: not ready 65535ms after bus reset; giving up`;

test('a log that names nothing known is clean; good news is nothing', () => {
  const host = withLog([[0.5, 'AMD-Vi: Interrupt remapping enabled']], { isTruncated: true });
  expect(checkKernelLog(host)).toEqual([
    { code: 'kernel-log/clean', lines: 1000, isTruncated: true, source: 'journalctl' },
  ]);
  expect(aboutPicked(host, CARD)).toEqual([]);
});

test('a log that could not be read is not a clean one', () => {
  const gap = { unknown: 'denied', source: 'journalctl', detail: '' } as const;
  const host: HostSnapshot = { ...base, kernelLog: gap };
  expect(checkKernelLog(host)).toEqual([{ code: 'kernel-log/unmeasured', gap, user: 'grace' }]);
  expect(aboutPicked(host, CARD)).toEqual([]);
});

test('what is about a function stands with it; the host hears that there is something', () => {
  const host = withLog([
    [100, reset(CARD)],
    [200, reset(CARD)],
    [300, reset(CARD)],
  ]);
  expect(checkKernelLog(host)).toEqual([
    { code: 'kernel-log/about-functions', about: [{ bdf: CARD, excerpt: reset(CARD) }], source: 'journalctl' },
  ]);
  const [finding, ...others] = aboutPicked(host, CARD);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    code: 'kernel-log/trouble',
    kind: 'reset/not-ready',
    fn: { bdf: CARD, driver: 'amdgpu' },
    count: 3,
    firstSeconds: 100,
    lastSeconds: 300,
  });
  expect(aboutPicked(host, DISK)).toEqual([]);
});

test('what is about its card or the bridges above it stands with it too', () => {
  const host = withLog([[100, reset(BRIDGE)]]);
  expect(aboutPicked(host, CARD)).toMatchObject([{ fn: { bdf: BRIDGE } }]);
  expect(aboutPicked(withLog([[100, reset('0000:0b:00.4')]]), '0000:0b:00.3' as Bdf)).toHaveLength(1);
});

test('what is about nobody, or somebody who is gone, is the host’s', () => {
  const host = withLog([
    [1, 'vfio_pin_pages_remote: RLIMIT_MEMLOCK (8388608) exceeded'],
    [2, 'pci 0000:77:00.0: unknown header type 7f, ignoring device'],
    [3, 'irq 16: nobody cared (try booting with the "irqpoll" option)'],
  ]);
  expect(checkKernelLog(host)).toMatchObject([
    { code: 'kernel-log/trouble', kind: 'vfio/memlock-exceeded', fn: null, facts: { limit: 8388608 } },
    { code: 'kernel-log/trouble', kind: 'reset/header-unknown', fn: null, facts: { device: '0000:77:00.0' } },
    { code: 'kernel-log/notice', kind: 'irq/nobody-cared', fn: null },
  ]);
});

test('an address without its segment means a function only if one alone has it', () => {
  const fault = 'DMAR: [DMA Read NO_PASID] Request device [09:00.0] fault addr 0x7f4c0000 [fault reason 0x06] x';
  expect(aboutPicked(withLog([[5, fault]]), CARD)).toMatchObject([{ fn: { bdf: CARD }, facts: { device: CARD } }]);
  const functions = Array.isArray(base.functions) ? base.functions : [];
  const twin = functions.find(fn => fn.bdf === CARD);
  const twins = twin ? [...functions, { ...twin, bdf: '10000:09:00.0' as Bdf }] : [];
  const host: HostSnapshot = { ...withLog([[5, fault]]), functions: twins };
  expect(aboutPicked(host, CARD)).toEqual([]);
  expect(checkKernelLog(host)).toMatchObject([{ fn: null, facts: { device: '09:00.0' } }]);
});

test('lines that were left out count', () => {
  const repeats = [{ kind: 'reset/not-ready', address: CARD, leftOut: 40_000 }];
  const [finding] = aboutPicked(withLog([[1, reset(CARD)]], { repeats }), CARD);
  expect(finding).toMatchObject({ count: 40_001 });
});

test('a log without times says how often, not when', () => {
  const [finding] = aboutPicked(withLog([[null, reset(CARD)]]), CARD);
  expect(finding && describeFinding(finding).explanation).toMatch(/The kernel said so once\.$/);
});

test('sample hosts tell their stories', async () => {
  const direct = await sampleSnapshot('direct-regions');
  expect(checkSelection(direct, ['0000:08:00.0' as Bdf])).toContainEqual(
    expect.objectContaining({ code: 'kernel-log/trouble', kind: 'iommu/direct-map-required' }),
  );
  expect(checkSelection(base, [CARD])).toContainEqual(
    expect.objectContaining({ code: 'kernel-log/trouble', kind: 'vfio/bar-reserved', count: 2 }),
  );
  expect(checkHost(await sampleSnapshot('twin-gpu-workstation'))).toContainEqual(
    expect.objectContaining({ code: 'kernel-log/clean', isTruncated: false }),
  );
  expect(checkHost(await sampleSnapshot('intel-desktop'))).toContainEqual(
    expect.objectContaining({ code: 'kernel-log/unmeasured', user: 'ada' }),
  );
});
