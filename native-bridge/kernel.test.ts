/** The real kernel, as far as any machine has it: errors of VFIO's calls, memory, limits, and that nothing leaks. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linuxKernel } from './kernel.ts';
import { readAccounting } from './memory/accounting.ts';
import { allocateMemory } from './memory/allocate.ts';
import { readMemlock, setMemlock } from './memory/memlock.ts';
import { OwnedFd } from './owned-fd.ts';
import { SyscallError } from './syscall-error.ts';
import { EFD_CLOEXEC, F_SEAL_GROW, F_SEAL_SHRINK, O_RDONLY, O_RDWR } from './uapi/libc-constants.ts';
import { ioctls } from './uapi/requests.ts';

const kernel = linuxKernel();
const MIB = 1 << 20;

describe('what the kernel refuses', () => {
  test('a file that is not there', () => {
    expect(() => kernel.open('/dev/vfio/4000000000', O_RDWR)).toThrow(
      new SyscallError('open', 2, '/dev/vfio/4000000000'),
    );
    expect(() => kernel.open('/dev/null/x', O_RDWR)).toThrow(expect.objectContaining({ code: 'ENOTDIR', errno: 20 }));
  });

  test('VFIO calls on a file that is none of VFIO', async () => {
    using file = new OwnedFd(kernel, kernel.open('/dev/null', O_RDWR));
    const struct = Buffer.alloc(32);
    const message = 'VFIO_IOMMU_MAP_DMA (0000:01:00.0): the call is not known to this file or kernel (ENOTTY)';
    expect(() => kernel.ioctl(file.fd, ioctls.VFIO_IOMMU_MAP_DMA, struct, '0000:01:00.0')).toThrow(message);
    const later = kernel.background.ioctl(file.fd, ioctls.VFIO_IOMMU_MAP_DMA, struct, '0000:01:00.0');
    await expect(later).rejects.toThrow(message);
    expect(() => kernel.ioctl(file.fd, ioctls.VFIO_GET_API_VERSION)).toThrow(
      expect.objectContaining({ code: 'ENOTTY' }),
    );
  });

  test('a descriptor that was closed', () => {
    const file = new OwnedFd(kernel, kernel.open('/dev/null', O_RDWR));
    const { fd } = file;
    file[Symbol.dispose]();
    file[Symbol.dispose]();
    expect(() => file.fd).toThrow('This descriptor was closed.');
    expect(() => kernel.close(0x7fff_ffff)).toThrow(expect.objectContaining({ code: 'EBADF' }));
    expect(fd).toBeGreaterThan(2);
  });

  test('background calls keep their own errno', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, (_, index) =>
        index % 2 === 0
          ? kernel.background.madvise(1n, 4096, 23)
          : kernel.background.ioctl(0x7fff_ffff, ioctls.VFIO_DEVICE_RESET),
      ),
    );
    const codes = outcomes.map(outcome => (outcome.status === 'rejected' ? (outcome.reason as SyscallError).code : ''));
    expect(codes).toEqual(Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? 'EINVAL' : 'EBADF')));
  });
});

test.each([
  ['a descriptor below zero', () => kernel.close(-1), RangeError],
  ['a descriptor that wraps', () => kernel.close(2 ** 32), RangeError],
  ['a descriptor that is no number', () => kernel.close(Number.NaN), RangeError],
  ['a fraction', () => kernel.close(1.9), RangeError],
  ['an address of zero', () => kernel.copyFromMemory(0n, Buffer.alloc(1)), RangeError],
  ['an address over 64 bits', () => kernel.munmap(1n << 64n, 4096), RangeError],
  ['a number as address', () => kernel.munmap(4096 as unknown as bigint, 4096), TypeError],
  [
    'an ArrayBuffer',
    () => kernel.ioctl(0, ioctls.VFIO_DEVICE_RESET, new ArrayBuffer(8) as unknown as Buffer),
    TypeError,
  ],
  ['an empty buffer', () => kernel.pread(0, Buffer.alloc(0), 0n), RangeError],
  ['a path with NUL', () => kernel.open('/dev/null\0x', O_RDWR), RangeError],
  ['a negative size', () => kernel.munmap(4096n, -1), RangeError],
])('never reaches libc: %s', (_, call, kind) => {
  expect(call).toThrow(kind);
});

describe('memory', () => {
  test('is read and written by copy', () => {
    using memory = allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: MIB });
    memory.write(MIB - 4, Buffer.from('abcd'));
    expect(memory.read(MIB - 5, 5).toString('latin1')).toBe('\0abcd');
    expect(() => memory.read(MIB - 4, 5)).toThrow('5 bytes at 1048572 do not lie within 1048576 bytes');
  });

  test('a memfd with seals, seen through its descriptor', () => {
    const spec = { backing: { kind: 'memfd', seals: ['grow', 'shrink'] }, sizeBytes: MIB } as const;
    using memory = allocateMemory(kernel, spec);
    const fd = memory.fd ?? -1;
    memory.write(4096, Buffer.from('through the mapping'));
    const seen = Buffer.alloc(19);
    expect(kernel.pread(fd, seen, 4096n)).toBe(19);
    expect(seen.toString()).toBe('through the mapping');
    expect(kernel.seals(fd)).toBe(F_SEAL_GROW | F_SEAL_SHRINK);
    expect(() => kernel.ftruncate(fd, 0)).toThrow(expect.objectContaining({ code: 'EPERM' }));
    expect(kernel.fileSize(fd)).toBe(MIB);
  });

  test('what would kill the process is refused: no right, a hole, behind the end of the file', () => {
    using memory = allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: MIB });
    memory.protect('read');
    expect(() => memory.write(0, Buffer.from('x'))).toThrow('cannot write: the memory is mapped with the right "read"');
    memory.protect('none');
    expect(() => memory.read(0, 1)).toThrow('cannot read: the memory is mapped with the right "none"');
    memory.protect('read-write');
    memory.punch(8192, 4096);
    expect(() => memory.read(4096, 8192)).toThrow('there is a hole');
    expect(memory.read(12_288, 1)).toEqual(Buffer.alloc(1));
    using short = allocateMemory(kernel, { backing: { kind: 'memfd', fileSizeBytes: 4096 }, sizeBytes: 8192 });
    expect(() => short.read(4096, 1)).toThrow('cannot read: the file ends at 4096 bytes');
  });

  test('a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bindery-memory-'));
    try {
      const path = join(folder, 'guest');
      writeFileSync(path, Buffer.alloc(8192, 0x5a));
      using memory = allocateMemory(kernel, { backing: { kind: 'file', path }, sizeBytes: 8192 });
      expect(memory.read(8191, 1)).toEqual(Buffer.from([0x5a]));
      const missing = { backing: { kind: 'file', path: `${path}.not` }, sizeBytes: 8192 } as const;
      expect(() => allocateMemory(kernel, missing)).toThrow(
        expect.objectContaining({ code: 'ENOENT', object: `${path}.not` }),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('huge pages: there, or refused by name', () => {
    const allocate = (sizeBytes: number, asMemfd: boolean) => {
      const backing = { kind: 'hugetlb', pageSizeBytes: 2 * MIB, asMemfd } as const;
      using memory = allocateMemory(kernel, { backing, sizeBytes });
      return memory.pageSizeBytes;
    };
    // More than any test machine has reserved.
    expect(() => allocate(2 ** 40, false)).toThrow(
      /^mmap \(1099511627776 bytes of hugetlb memory, pages of 2097152 bytes\): .* \(E/,
    );
    expect(() => allocate(2 ** 40, true)).toThrow(SyscallError);
    const backing = { kind: 'hugetlb', pageSizeBytes: 3 * MIB } as const;
    expect(() => allocateMemory(kernel, { backing, sizeBytes: MIB })).toThrow('3145728 bytes are no huge page size');
  });

  test('a NUMA node that is there, and one that is not', () => {
    const allocate = (numaNode: number) => {
      using memory = allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: MIB, numaNode });
      memory.write(0, Buffer.from('x'));
    };
    expect(() => allocate(1000)).toThrow(/mbind \(NUMA node 1000\): (invalid argument|system call not known)/);
    try {
      allocate(0);
    } catch (error) {
      // A kernel without NUMA answers so.
      expect(error).toMatchObject({ code: 'ENOSYS' });
    }
  });

  test('locked memory is counted, and no more after', async () => {
    const before = readAccounting(kernel);
    {
      using memory = allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: MIB });
      await memory.lock();
      expect(readAccounting(kernel).lockedBytes - before.lockedBytes).toBe(MIB);
      memory.unlock();
      expect(readAccounting(kernel).lockedBytes).toBe(before.lockedBytes);
      await memory.release();
    }
    expect(readAccounting(kernel)).toMatchObject({ lockedBytes: before.lockedBytes, pinnedBytes: before.pinnedBytes });
  });

  test('RLIMIT_MEMLOCK is read, lowered and set back', () => {
    const before = readMemlock(kernel);
    try {
      setMemlock(kernel, { softBytes: 65_536n, hardBytes: before.hardBytes });
      expect(readMemlock(kernel)).toEqual({ softBytes: 65_536n, hardBytes: before.hardBytes });
      expect(() => setMemlock(kernel, { softBytes: 2n, hardBytes: 1n })).toThrow(
        expect.objectContaining({ code: 'EINVAL' }),
      );
    } finally {
      setMemlock(kernel, before);
    }
    expect(readMemlock(kernel, process.pid)).toEqual(before);
    expect(() => readMemlock(kernel, 0x7fff_fff0)).toThrow('prlimit (process 2147483632): no such process (ESRCH)');
  });
});

test('nothing leaks over 10,000 times', () => {
  const cycle = () => {
    using memory = allocateMemory(kernel, { backing: { kind: 'memfd', seals: ['grow'] }, sizeBytes: MIB });
    using event = new OwnedFd(kernel, kernel.eventfd(0, EFD_CLOEXEC));
    using file = new OwnedFd(kernel, kernel.open('/dev/null', O_RDONLY));
    memory.write(0, Buffer.from([event.fd & 0xff, file.fd & 0xff]));
  };
  for (let i = 0; i < 100; i += 1) cycle();
  const fds = () => readdirSync('/proc/self/fd').length;
  const [fdsBefore, sizeBefore] = [fds(), readAccounting(kernel).virtualBytes];
  for (let i = 0; i < 10_000; i += 1) cycle();
  expect(fds()).toBe(fdsBefore);
  // 10,000 mappings of 1 MiB left behind would be 10 GiB. What grows is the heap.
  expect(readAccounting(kernel).virtualBytes - sizeBefore).toBeLessThan(256 * MIB);
});
