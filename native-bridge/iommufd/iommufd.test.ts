import { expect, test } from 'vitest';
import { readAccounting } from '../memory/accounting.ts';
import { allocateMemory } from '../memory/allocate.ts';
import { NotOfferedError } from '../syscall-error.ts';
import { type FakeHost, FakeKernel } from '../testing/fake-kernel.ts';
import { IommuFd } from './iommu-fd.ts';
import { IommufdBackend } from './iommufd-backend.ts';

const MIB = 1 << 20;
const RW = { read: true, write: true };
const target = { bdf: '0000:01:00.0', iommuGroup: 12, cdevPath: '/dev/vfio/devices/vfio0' };
const host: FakeHost = {
  memlockBytes: BigInt(8 * MIB),
  groups: [
    {
      id: 12,
      devices: [
        {
          bdf: target.bdf,
          cdevPath: target.cdevPath,
          regions: [{ bytes: Buffer.alloc(4096), flags: 7 }],
          hotReset: [
            { segment: 0, bus: 1, devfn: 0, id: 0 },
            { segment: 0, bus: 1, devfn: 1, id: 0xffff_ffff },
          ],
        },
      ],
    },
  ],
  iommufd: { canNest: true },
};

test('a function joins an address space, and memory is counted as pinned', async () => {
  const kernel = new FakeKernel(host);
  {
    using backend = new IommufdBackend(kernel);
    using memory = allocateMemory(kernel, { backing: { kind: 'memfd' }, sizeBytes: 4 * MIB });
    const device = await backend.attach(target);
    expect(backend.iovaRanges()).toHaveLength(2);
    expect(backend.pageSizes()).toEqual([4096n]);
    expect(backend.dmaEntriesAvailable()).toBeNull();
    const request = { iova: 0n, address: memory.addressAt(0), sizeBytes: 4 * MIB, rights: RW };
    await backend.mapInBackground(request);
    expect(readAccounting(kernel)).toMatchObject({ lockedBytes: 0, pinnedBytes: 4 * MIB });
    using other = backend.iommu.allocateIoas();
    other.copyFrom(backend.ioas, { sourceIova: 0n, iova: 0x10_0000n, sizeBytes: MIB, rights: RW });
    expect(readAccounting(kernel).pinnedBytes).toBe(4 * MIB);
    await expect(backend.unmapInBackground(0n, 4 * MIB)).resolves.toBe(4 * MIB);
    expect(() => backend.unmap(0n, 4096)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(device.hotResetInfo()).toEqual({
      functions: [
        { bdf: '0000:01:00.0', iommuGroup: null, isOwned: true },
        { bdf: '0000:01:00.1', iommuGroup: null, isOwned: false },
      ],
      isAllOwned: false,
    });
    expect(backend.iommu.hwInfo(backend.deviceId(target.bdf) ?? 0)).toEqual({
      registers: { kind: 'intel-vtd', flags: 0, capability: 0xd2_0084n, extendedCapability: 0xf0_10dfn },
      canTrackDirtyPages: true,
      capabilities: 1n,
      maxPasidBits: 20,
    });
    using hwpt = backend.iommu.allocateHwpt(backend.deviceId(target.bdf) ?? 0, backend.ioas.id, { nestParent: true });
    expect(hwpt.id).toBeGreaterThan(0);
  }
  expect([kernel.openFds, kernel.memory.mappedBytes, kernel.memory.pinnedBytes]).toEqual([0, 0, 0]);
});

test('more allowed ranges than the first question had room for', () => {
  const iovaRanges = Array.from({ length: 40 }, (_, i) => ({
    first: BigInt(i) << 20n,
    last: (BigInt(i) << 20n) + 0xffffn,
  }));
  const kernel = new FakeKernel({ ...host, iommu: { iovaRanges } });
  using backend = new IommufdBackend(kernel);
  expect(backend.iovaRanges()).toEqual(iovaRanges);
});

test('options: who pays for pinned memory, and huge pages', () => {
  const kernel = new FakeKernel({ ...host, isExempt: true });
  using iommu = new IommuFd(kernel);
  expect(iommu.accounting()).toBe('user');
  iommu.setAccounting('process');
  expect(iommu.accounting()).toBe('process');
  using ioas = iommu.allocateIoas();
  expect(() => iommu.setAccounting('user')).toThrow(expect.objectContaining({ code: 'EBUSY', object: 'RLIMIT_MODE' }));
  expect(iommu.hugePages(ioas)).toBe(true);
  iommu.setHugePages(ioas, false);
  expect(iommu.hugePages(ioas)).toBe(false);
  expect(() => new IommufdBackend(new FakeKernel(host), 'process')).toThrow(expect.objectContaining({ code: 'EPERM' }));
});

test.each([
  ['a kernel without the command', { lacks: ['IOMMU_HWPT_ALLOC'] }, 'kernel', 'ENOTTY'],
  ['hardware that cannot nest', { canNest: false }, 'hardware', 'EOPNOTSUPP'],
] as const)('nesting on %s', async (_, iommufd, by, code) => {
  const kernel = new FakeKernel({
    ...host,
    iommufd: { ...iommufd, lacks: 'lacks' in iommufd ? [...iommufd.lacks] : [] },
  });
  using backend = new IommufdBackend(kernel);
  await backend.attach(target);
  const ask = () => backend.iommu.allocateHwpt(1, backend.ioas.id, { nestParent: true });
  expect(ask).toThrow(NotOfferedError);
  expect(ask).toThrow(expect.objectContaining({ by, code, call: 'IOMMU_HWPT_ALLOC' }));
});

test('no /dev/iommu, no device node, and whichever call is refused: nothing stays open', async () => {
  expect(() => new IommuFd(new FakeKernel())).toThrow('open (/dev/iommu): no such file or directory (ENOENT)');
  const kernel = new FakeKernel(host);
  {
    using backend = new IommufdBackend(kernel);
    await expect(backend.attach({ ...target, cdevPath: null })).rejects.toThrow('0000:01:00.0 has no device node');
    await backend.attach(target);
  }
  for (const call of new Set(kernel.calls.filter(name => name !== 'close' && name !== 'IOMMU_DESTROY'))) {
    const failing = new FakeKernel(host);
    failing.failNext(call, 'EIO');
    await expect(
      (async () => {
        using backend = new IommufdBackend(failing);
        await backend.attach(target);
      })(),
    ).rejects.toThrow(expect.objectContaining({ code: 'EIO', call }));
    expect(failing.openFds).toBe(0);
  }
});
