/** The operations over the wire, on a kernel that pretends: what a probe can ask, and what it gets. */
import { expect, test } from 'vitest';
import { NotOfferedError } from '../syscall-error.ts';
import { fakeBridge } from '../testing/fake-bridge.ts';
import { type FakeHost, FakeKernel } from '../testing/fake-kernel.ts';
import { NotViableError } from '../vfio/errors.ts';
import type { BridgeSession } from './bridge-client.ts';
import { decodeFailure } from './wire-error.ts';

const MIB = 1 << 20;
const RW = { read: true, write: true };
const target = { bdf: '0000:01:00.0', iommuGroup: 12, cdevPath: '/dev/vfio/devices/vfio0' };
const rom = Buffer.from([0x55, 0xaa, 1, 2]);

const host = (change: FakeHost = {}): FakeHost => ({
  memlockBytes: BigInt(256 * MIB),
  groups: [
    {
      id: 12,
      devices: [
        {
          bdf: target.bdf,
          cdevPath: target.cdevPath,
          regions: [
            { bytes: Buffer.alloc(8192), flags: 7 },
            ...Array.from({ length: 5 }, () => undefined),
            { bytes: rom, flags: 1 },
          ],
          irqs: [{ count: 1, flags: 7 }],
        },
      ],
    },
    { id: 13, isViable: false, devices: [] },
  ],
  iommufd: {},
  ...change,
});

async function attached(change: FakeHost = {}, kind: 'vfio-type1' | 'iommufd' = 'vfio-type1') {
  const fake = fakeBridge(() => new FakeKernel(host(change)));
  const session = fake.bridge.openSession();
  const { dma } = await session.call('dma.open', { kind });
  const { device } = await session.call('dma.attach', { dma, target });
  return { ...fake, session, dma, device };
}

const allocate = async (session: BridgeSession, sizeBytes: number) =>
  (await session.call('memory.allocate', { backing: { kind: 'anonymous' }, sizeBytes })).memory;

test.each(['vfio-type1', 'iommufd'] as const)('%s: a long range, its account, and all as before', async kind => {
  const { session, dma, kernels } = await attached({}, kind);
  const memory = await allocate(session, 64 * MIB);
  const range = { dma, memory, offsetBytes: 0, iova: 0x1_0000_0000n, sizeBytes: 64 * MIB, rights: RW };
  const progress: number[] = [];
  const outcome = await session.call('dma.map-range', range, {
    onProgress: ({ mappedBytes }) => progress.push(mappedBytes),
  });
  expect(outcome).toMatchObject({ mappedBytes: 64 * MIB, failure: null });
  expect(outcome.mappings).toBeGreaterThan(1);
  expect(progress[0]).toBeGreaterThan(0);
  const account = kind === 'iommufd' ? 'pinnedBytes' : 'lockedBytes';
  expect((await session.call('accounting.read', {}))[account]).toBe(64 * MIB);
  const unmapped = await session.call('dma.unmap', { dma, iova: range.iova, sizeBytes: range.sizeBytes });
  expect(unmapped.unmappedBytes).toBe(64 * MIB);
  expect((await session.call('accounting.read', {}))[account]).toBe(0);
  await session.call('memory.free', { memory });
  await session.call('dma.map', { ...range, memory: await allocate(session, MIB), sizeBytes: MIB });
  await session.close();
  expect([kernels[0]?.openFds, kernels[0]?.memory.mappedBytes, kernels[0]?.memory[account]]).toEqual([0, 0, 0]);
});

test('the limit, to the page', async () => {
  const limitBytes = 37 * MIB + 3 * 4096;
  const { session, dma } = await attached({ memlockBytes: BigInt(limitBytes) });
  const memory = await allocate(session, 64 * MIB);
  const range = { dma, memory, offsetBytes: 0, iova: 0n, sizeBytes: 64 * MIB, rights: RW };
  const rough = await session.call('dma.map-range', range);
  expect(rough.failure).toMatchObject({
    call: 'VFIO_IOMMU_MAP_DMA',
    code: 'ENOMEM',
    object: expect.stringMatching(/^IOVA 0x/),
  });
  expect(decodeFailure(rough.failure ?? expect.fail())).toMatchObject({ code: 'ENOMEM' });
  expect(rough.mappedBytes).toBeLessThan(limitBytes);
  await session.call('dma.unmap', { dma, iova: 0n, sizeBytes: 64 * MIB });
  const exact = await session.call('dma.map-range', { ...range, findLimit: true });
  expect(exact.mappedBytes).toBe(limitBytes);
  expect(exact.failure?.code).toBe('ENOMEM');
});

test('mappings until the kernel has no more', async () => {
  const { session, dma } = await attached({ iommu: { entryLimit: 1000 } });
  const memory = await allocate(session, MIB);
  const fill = { dma, memory, offsetBytes: 0, iova: 0n, sizeBytes: 4096, strideBytes: 8192, rights: RW };
  expect((await session.call('dma.info', { dma })).dmaEntriesAvailable).toBe(1000);
  const some = await session.call('dma.fill-entries', { ...fill, count: 10 });
  expect(some).toMatchObject({ mappings: 10, mappedBytes: 40_960, failure: null });
  const rest = await session.call('dma.fill-entries', { ...fill, iova: 0x10_0000n, count: 70_000 });
  expect(rest).toMatchObject({ mappings: 990, failure: { code: 'ENOSPC' } });
  expect((await session.call('dma.info', { dma })).dmaEntriesAvailable).toBe(0);
});

test('a cancel comes between two chunks', async () => {
  const { session, dma, kernels } = await attached();
  const memory = await allocate(session, 200 * MIB);
  const range = { dma, memory, offsetBytes: 0, iova: 0x1_0000_0000n, sizeBytes: 200 * MIB, rights: RW };
  const stop = new AbortController();
  const mapping = session.call('dma.map-range', range, { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(mapping).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(kernels[0]?.memory.lockedBytes).toBeLessThan(200 * MIB);
  await expect(session.call('accounting.read', {}, { signal: stop.signal })).rejects.toThrow('aborted');
  await session.call('dma.close', { dma });
  expect(kernels[0]?.memory.lockedBytes).toBe(0);
});

test.each([
  ['PROT_NONE', 'none', {}, 'EFAULT'],
  ['read-only memory for a device that writes', 'read', {}, 'EFAULT'],
  ['read-only memory for a device that reads', 'read', { rights: { read: true, write: false } }, null],
  ['the MSI window', 'read-write', { iova: 0xfee0_0000n }, 'EINVAL'],
  ['above the width', 'read-write', { iova: 1n << 48n }, 'EINVAL'],
  ['behind the memory', 'read-write', { offsetBytes: MIB }, 'EFAULT'],
  ['a size of zero', 'read-write', { sizeBytes: 0 }, 'EINVAL'],
] as const)('a case of the region probe: %s', async (_, protection, change, code) => {
  const { session, dma } = await attached();
  const memory = await allocate(session, MIB);
  await session.call('memory.protect', { memory, protection });
  const request = { dma, memory, offsetBytes: 0, iova: 0x1000n, sizeBytes: 4096, rights: RW, ...change };
  const map = session.call('dma.map', request);
  if (code === null) await expect(map).resolves.toMatchObject({ elapsedMs: expect.any(Number) });
  else await expect(map).rejects.toThrow(expect.objectContaining({ code }));
});

test('a hole in memory, and memory behind the end of a file', async () => {
  const { session, dma } = await attached();
  const memory = await allocate(session, MIB);
  await session.call('memory.punch', { memory, offsetBytes: 8192, sizeBytes: 4096 });
  const request = { dma, memory, offsetBytes: 0, iova: 0n, sizeBytes: 16_384, rights: RW };
  await expect(session.call('dma.map', request)).rejects.toThrow(expect.objectContaining({ code: 'EFAULT' }));
  const short = await session.call('memory.allocate', {
    backing: { kind: 'memfd', fileSizeBytes: 4096 },
    sizeBytes: 16_384,
  });
  const beyond = session.call('dma.map', { ...request, memory: short.memory });
  await expect(beyond).rejects.toThrow(expect.objectContaining({ code: 'EFAULT' }));
});

test('a device: what it has, its ROM, and a BAR mapped for another', async () => {
  const { session, dma, device } = await attached();
  const inspection = await session.call('device.inspect', { device });
  expect(inspection).toMatchObject({ bdf: target.bdf, hotReset: null, info: { canReset: false, regionCount: 7 } });
  expect(inspection.regions.map(({ name }) => name)).toEqual(['BAR0', 'ROM']);
  const bytes = await session.call('device.read', { device, region: 6, offsetBytes: 0, sizeBytes: 64 });
  expect(Buffer.from(bytes)).toEqual(rom);
  await expect(session.call('device.reset', { device })).rejects.toThrow(expect.objectContaining({ code: 'EINVAL' }));
  await expect(session.call('device.write', { device, region: 0, offsetBytes: 4, bytes: rom })).resolves.toBe(4);
  const [area] = inspection.regions[0]?.mappableAreas ?? [];
  const { memory } = await session.call('device.map-region', { device, region: 0, area: area ?? expect.fail() });
  await session.call('dma.map', { dma, memory, offsetBytes: 0, iova: 0n, sizeBytes: 8192, rights: RW });
  expect((await session.call('accounting.read', {})).lockedBytes).toBe(0);
  await session.call('device.close', { device });
  await expect(session.call('device.inspect', { device })).rejects.toThrow('Handle 2 is no VfioDevice');
});

test('what is no errno, and what the kernel lacks, arrive as what they are', async () => {
  const { session, dma } = await attached();
  const dirty = session.call('dma.attach', { dma, target: { bdf: '0000:02:00.0', iommuGroup: 13, cdevPath: null } });
  await expect(dirty).rejects.toBeInstanceOf(NotViableError);
  const modern = await attached({ iommufd: { lacks: ['IOMMU_HWPT_ALLOC'] } }, 'iommufd');
  const nesting = modern.session.call('iommufd.try-nesting', { dma: modern.dma, bdf: target.bdf });
  await expect(nesting).rejects.toBeInstanceOf(NotOfferedError);
  await expect(nesting).rejects.toMatchObject({ by: 'kernel', code: 'ENOTTY' });
  const hwInfo = await modern.session.call('iommufd.hw-info', { dma: modern.dma, bdf: target.bdf });
  expect(hwInfo.registers.kind).toBe('intel-vtd');
  await expect(modern.bridge.call('iommufd.accounting', {})).resolves.toBe('user');
  await expect(modern.bridge.call('container.extensions', {})).resolves.toEqual(['type1', 'type1v2', 'unmap-all']);
});

test('a crash is named, and the shared process starts again', async () => {
  const fake = await attached();
  fake.kernels[0]?.failNext('prlimit', 'EPERM');
  const lost = fake.session.call('limits.get', {});
  fake.crash('SIGSEGV');
  await expect(lost).rejects.toThrow('The bridge process ended during limits.get: signal SIGSEGV.');
  await fake.bridge.call('accounting.read', {});
  fake.crash('SIGKILL');
  await new Promise(resolve => setImmediate(resolve));
  await expect(fake.bridge.call('accounting.read', {})).resolves.toMatchObject({ lockedBytes: 0 });
  expect(fake.kernels).toHaveLength(3);
  await fake.bridge.close();
  await expect(fake.bridge.call('accounting.read', {})).rejects.toThrow('The bridge was closed.');
});
