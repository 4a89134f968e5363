import { expect, test } from 'vitest';
import { linuxKernel } from '../kernel.ts';
import { NotOfferedError } from '../syscall-error.ts';
import { FakeKernel } from '../testing/fake-kernel.ts';
import { parseStatus, readAccounting } from './accounting.ts';
import { allocateMemory } from './allocate.ts';
import { readMemlock, setMemlock } from './memlock.ts';
import { Pace } from './pace.ts';
import { prefault } from './prefault.ts';

const MIB = 1 << 20;

test('prefault gives every page, on several threads, and says how far it is', async () => {
  const kernel = linuxKernel();
  using memory = allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: 64 * MIB });
  const before = readAccounting(kernel).residentBytes;
  const progress: number[] = [];
  await prefault(kernel, memory, { threads: 2, onProgress: bytes => progress.push(bytes) });
  expect(readAccounting(kernel).residentBytes - before).toBeGreaterThan(60 * MIB);
  expect(progress.at(-1)).toBe(64 * MIB);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
});

test('prefault ends at the first refusal, and on a cancel', async () => {
  const kernel = new FakeKernel();
  using memory = allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: 64 * MIB });
  kernel.failNext('madvise', 'ENOMEM', 2);
  await expect(prefault(kernel, memory, { threads: 3 })).rejects.toThrow(expect.objectContaining({ code: 'ENOMEM' }));
  kernel.failNext('madvise', 'EINVAL');
  await expect(prefault(kernel, memory)).rejects.toThrow(NotOfferedError);
  const stop = new AbortController();
  const doneBytes: number[] = [];
  const cancelled = prefault(kernel, memory, {
    signal: stop.signal,
    onProgress: bytes => {
      doneBytes.push(bytes);
      stop.abort(new Error('enough'));
    },
  });
  await expect(cancelled).rejects.toThrow('enough');
  expect(doneBytes).toHaveLength(1);
});

test('chunks follow the speed, in whole pages', () => {
  const pace = new Pace(2 * MIB);
  const first = pace.chunkBytes;
  pace.took(1);
  expect(pace.chunkBytes).toBe(2 * first);
  pace.took(10_000);
  expect(pace.chunkBytes).toBe(first);
  for (let i = 0; i < 30; i += 1) pace.took(0);
  expect(pace.chunkBytes).toBe(1 << 30);
  expect(new Pace(1 << 30).chunkBytes).toBe(1 << 30);
});

test('the account is read from /proc/self/status', () => {
  expect(
    parseStatus('Name:\tx\nVmSize:\t  1000 kB\nVmLck:\t     4 kB\nVmPin:\t     8 kB\nCapEff:\t0000000000004000\n'),
  ).toEqual({
    virtualBytes: 1_024_000,
    residentBytes: 0,
    lockedBytes: 4096,
    pinnedBytes: 8192,
    isExempt: true,
  });
  expect(parseStatus('')).toMatchObject({ lockedBytes: 0, isExempt: false });
});

test('mlock beyond the limit is refused, unless exempt', async () => {
  for (const isExempt of [false, true]) {
    const kernel = new FakeKernel({ memlockBytes: 65_536n, isExempt });
    using memory = allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: MIB });
    const locked = await memory.lock().then(
      () => 'locked',
      (error: { code: string }) => error.code,
    );
    expect(locked).toBe(isExempt ? 'locked' : 'ENOMEM');
    const raise = () => setMemlock(kernel, { softBytes: null, hardBytes: null });
    if (isExempt) raise();
    else expect(raise).toThrow(expect.objectContaining({ code: 'EPERM' }));
    expect(readMemlock(kernel).softBytes).toBe(isExempt ? null : 65_536n);
  }
});

test('memory that cannot be had leaves nothing open', () => {
  for (const call of ['memfd_create', 'ftruncate', 'fcntl F_ADD_SEALS', 'mmap', 'mbind']) {
    const kernel = new FakeKernel();
    kernel.failNext(call, 'ENOMEM');
    const spec = { backing: { kind: 'memfd', seals: ['grow'] }, sizeBytes: MIB, numaNode: 0 } as const;
    expect(() => allocateMemory(kernel, spec)).toThrow(expect.objectContaining({ code: 'ENOMEM', call }));
    expect([kernel.openFds, kernel.memory.mappedBytes]).toEqual([0, 0]);
  }
});
