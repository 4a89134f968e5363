import { expect, test } from 'vitest';
import { readAccounting } from '../memory/accounting.ts';
import { allocateMemory } from '../memory/allocate.ts';
import { type FakeHost, FakeKernel } from '../testing/fake-kernel.ts';
import { VfioContainer } from './container.ts';
import { VfioGroup } from './group.ts';
import { Type1Backend } from './type1-backend.ts';

const MIB = 1 << 20;
const BDF = '0000:01:00.0';
const RW = { read: true, write: true };
const target = { bdf: BDF, iommuGroup: 12, cdevPath: null };

const host: FakeHost = {
  memlockBytes: BigInt(8 * MIB),
  groups: [
    {
      id: 12,
      devices: [
        {
          bdf: BDF,
          canReset: true,
          extraInfoBytes: 16,
          regions: [
            {
              bytes: Buffer.alloc(65_536, 0xab),
              flags: 7,
              sparse: [
                { offsetBytes: 0, sizeBytes: 4096 },
                { offsetBytes: 8192, sizeBytes: 57_344 },
              ],
            },
            { bytes: Buffer.alloc(4096), flags: 7 },
            undefined,
            ...Array.from({ length: 3 }, () => ({ bytes: Buffer.alloc(0), flags: 0 })),
            { bytes: Buffer.from([0x55, 0xaa]), flags: 1 },
            { bytes: Buffer.alloc(4096, 1), flags: 3 },
            undefined,
            { bytes: Buffer.alloc(8192), flags: 3, type: { type: 0x8000_8086, subtype: 1 } },
          ],
          irqs: [
            { count: 1, flags: 7 },
            { count: 4, flags: 9 },
            { count: 8, flags: 9 },
            undefined,
            { count: 1, flags: 9 },
          ],
          hotReset: Array.from({ length: 20 }, (_, index) => ({
            segment: index === 19 ? 0x1_0 : 0,
            bus: 1,
            devfn: index,
            id: 12,
          })),
        },
      ],
    },
    { id: 13, isViable: false, devices: [{ bdf: '0000:02:00.0' }] },
  ],
};

test('a container answers after a group has joined', async () => {
  const kernel = new FakeKernel(host);
  {
    using backend = new Type1Backend(kernel);
    expect(() => backend.iovaRanges()).toThrow('VFIO_IOMMU_GET_INFO (/dev/vfio/vfio): invalid argument (EINVAL)');
    await backend.attach(target);
    expect(backend.container.extensions()).toEqual(['type1', 'type1v2', 'unmap-all']);
    expect(backend.container.info()).toEqual({
      pageSizes: [0x1000n, 0x20_0000n, 0x4000_0000n],
      iovaRanges: [
        { first: 0n, last: 0xfedf_ffffn },
        { first: 0xfef0_0000n, last: 0x7f_ffff_ffffn },
      ],
      dmaEntriesAvailable: 65_535,
      migration: { pageSizes: [4096n], maxDirtyBitmapBytes: 1n << 28n },
      isCut: false,
    });
  }
  expect(kernel.openFds).toBe(0);
});

test('map and unmap, with the account before and after', async () => {
  const kernel = new FakeKernel(host);
  {
    using backend = new Type1Backend(kernel);
    using memory = allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: 4 * MIB });
    await backend.attach(target);
    const request = { iova: 0x1_0000_0000n, address: memory.addressAt(0), sizeBytes: 4 * MIB, rights: RW };
    backend.map(request);
    expect(readAccounting(kernel)).toMatchObject({ lockedBytes: 4 * MIB, pinnedBytes: 0, isExempt: false });
    expect(backend.dmaEntriesAvailable()).toBe(65_534);
    expect(() => backend.map(request)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(() => backend.unmap(request.iova, MIB)).toThrow(expect.objectContaining({ code: 'EINVAL' }));
    expect(backend.unmap(request.iova, 4 * MIB)).toBe(4 * MIB);
    expect(backend.unmap(request.iova, 4 * MIB)).toBe(0);
    expect(readAccounting(kernel).lockedBytes).toBe(0);
    await backend.mapInBackground(request);
    await expect(backend.container.unmapAll()).resolves.toBe(4 * MIB);
    await backend.mapInBackground(request);
  }
  // Closing took the mapping along.
  expect([kernel.dmaMappings, kernel.memory.lockedBytes, kernel.openFds]).toEqual([0, 0, 0]);
});

test.each([
  ['memory over the limit', { sizeBytes: 16 * MIB }, 'ENOMEM'],
  ['an IOVA in the MSI window', { iova: 0xfee0_0000n }, 'EINVAL'],
  ['an IOVA above the width', { iova: 1n << 40n }, 'EINVAL'],
  ['a size of zero', { sizeBytes: 0 }, 'EINVAL'],
  ['no rights', { rights: { read: false, write: false } }, 'EINVAL'],
  ['an odd IOVA', { iova: 8n }, 'EINVAL'],
  ['memory that is not there', { address: 0x1000n }, 'EFAULT'],
])('refused: %s', async (_, change, code) => {
  const kernel = new FakeKernel(host);
  using backend = new Type1Backend(kernel);
  using memory = allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: 16 * MIB });
  await backend.attach(target);
  const request = { iova: 0x1000n, address: memory.addressAt(0), sizeBytes: 4096, rights: RW, ...change };
  expect(() => backend.map(request)).toThrow(expect.objectContaining({ code, call: 'VFIO_IOMMU_MAP_DMA' }));
  expect(kernel.memory.lockedBytes).toBe(0);
});

test('PROT_NONE and read-only memory', async () => {
  const kernel = new FakeKernel(host);
  using backend = new Type1Backend(kernel);
  await backend.attach(target);
  using memory = allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: MIB, protection: 'none' });
  const map = (rights = RW) => backend.map({ iova: 0n, address: memory.addressAt(0), sizeBytes: MIB, rights });
  expect(map).toThrow(expect.objectContaining({ code: 'EFAULT' }));
  memory.protect('read');
  expect(map).toThrow(expect.objectContaining({ code: 'EFAULT' }));
  map({ read: true, write: false });
  expect(kernel.memory.lockedBytes).toBe(MIB);
});

test('a device tells its regions, interrupts and resets', async () => {
  const kernel = new FakeKernel(host);
  using backend = new Type1Backend(kernel);
  const device = await backend.attach(target);
  expect(device.info()).toEqual({
    isPci: true,
    canReset: true,
    regionCount: 10,
    irqCount: 5,
    atomicCompletionBits: null,
  });
  const regions = device.regions();
  expect(regions.map(({ name, sizeBytes, mappableAreas }) => [name, sizeBytes, mappableAreas.length])).toEqual([
    ['BAR0', 65_536, 2],
    ['BAR1', 4096, 1],
    ['BAR3', 0, 0],
    ['BAR4', 0, 0],
    ['BAR5', 0, 0],
    ['ROM', 2, 0],
    ['config', 4096, 0],
    ['region 9', 8192, 0],
  ]);
  expect(regions.at(-1)?.deviceSpecific).toEqual({ type: 0x8000_8086, subtype: 1 });
  expect(device.irqs().map(({ name, count }) => `${name} ${count}`)).toEqual([
    'INTx 1',
    'MSI 4',
    'MSI-X 8',
    'request 1',
  ]);
  expect(device.readRegion(device.region(6), 0, 16).toString('hex')).toBe('55aa');
  expect(device.writeRegion(device.region(7), 4, Buffer.from([6, 0]))).toBe(2);
  expect(device.readRegion(device.region(7), 4, 2)).toEqual(Buffer.from([6, 0]));
  await device.reset();
  // More functions than the first question had room for.
  const { functions, isAllOwned } = device.hotResetInfo();
  expect(functions).toHaveLength(20);
  expect(functions[9]).toEqual({ bdf: '0000:01:01.1', iommuGroup: 12, isOwned: null });
  expect(functions[19]?.bdf).toBe('0010:01:02.3');
  expect(isAllOwned).toBeNull();
});

test('a group that is not viable, held, or not there', async () => {
  const kernel = new FakeKernel(host);
  using backend = new Type1Backend(kernel);
  await expect(backend.attach({ bdf: '0000:02:00.0', iommuGroup: 13, cdevPath: null })).rejects.toThrow(
    'IOMMU group 13 is not viable: a host driver drives one of its members.',
  );
  expect(kernel.openFds).toBe(1);
  using held = new VfioGroup(kernel, 12);
  expect(held.status()).toEqual({ isViable: true, isInContainer: false });
  await expect(backend.attach(target)).rejects.toThrow('open (/dev/vfio/12): device or resource busy (EBUSY)');
  expect(() => new VfioGroup(kernel, 99)).toThrow(expect.objectContaining({ code: 'ENOENT', object: '/dev/vfio/99' }));
  expect(() => new VfioContainer(new FakeKernel())).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

// The law of every constructor: whichever call fails, nothing stays open.
test('whichever call is refused while a function is attached, all is closed', async () => {
  const rehearsal = new FakeKernel(host);
  {
    using backend = new Type1Backend(rehearsal);
    await backend.attach(target);
  }
  const calls = rehearsal.calls.filter(call => call !== 'close');
  for (const [index, call] of calls.entries()) {
    const kernel = new FakeKernel(host);
    kernel.failNext(call, 'EIO', calls.slice(0, index).filter(earlier => earlier === call).length);
    await expect(
      (async () => {
        using backend = new Type1Backend(kernel);
        await backend.attach(target);
      })(),
    ).rejects.toThrow(expect.objectContaining({ code: 'EIO', call }));
    expect(kernel.openFds).toBe(0);
  }
  expect(calls.length).toBeGreaterThan(6);
});
