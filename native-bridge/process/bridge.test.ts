/** The real bridge process: a child with ffi-rs on the kernel of this machine. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { NotOfferedError, SyscallError } from '../syscall-error.ts';
import { Bridge } from './bridge-client.ts';
import { BridgeDied } from './bridge-died.ts';
import type { MemoryHandle } from './operations/memory.ts';
import { forkTransport } from './transport.ts';
import { BridgeBug } from './wire-error.ts';

const MIB = 1 << 20;
const GIB = 1 << 30;
// A cancel answers within 100 ms; the rest is for a machine that is busy with other tests.
const CANCEL_MS = 300;
const bridge = new Bridge();
afterAll(() => bridge.close());

const isAlive = (pid: number | undefined) => existsSync(`/proc/${pid}/exe`);
const allocate = (sizeBytes: number) => ({ backing: { kind: 'anonymous' }, sizeBytes }) as const;

describe('answers', () => {
  test('a question', async () => {
    const limit = await bridge.call('limits.get', { pid: process.pid });
    expect(limit).toEqual({ softBytes: expect.anything(), hardBytes: expect.anything() });
    await expect(bridge.call('accounting.read', {})).resolves.toMatchObject({ lockedBytes: 0, pinnedBytes: 0 });
  });

  test('a refusal of the kernel, as what it is', async () => {
    const refused = bridge.call('limits.get', { pid: 0x7fff_fff0 });
    await expect(refused).rejects.toThrow(new SyscallError('prlimit', 3, 'process 2147483632'));
    await expect(refused).rejects.toBeInstanceOf(SyscallError);
    await using session = bridge.openSession();
    const opened = session.call('dma.open', { kind: 'iommufd' });
    await expect(opened).rejects.toThrow('open (/dev/iommu): no such file or directory (ENOENT)');
    await expect(opened).rejects.not.toBeInstanceOf(NotOfferedError);
  });

  test('a mistake of ours, with the stack from there', async () => {
    await using session = bridge.openSession();
    const wrong = session.call('memory.free', { memory: 99 as MemoryHandle });
    await expect(wrong).rejects.toThrow('memory.free: UnknownHandleError: Handle 99 is no Mapping.');
    await expect(wrong).rejects.toMatchObject({ name: 'BridgeBug', stack: expect.stringContaining('handles.') });
    await expect(wrong).rejects.toBeInstanceOf(BridgeBug);
  });

  test('bytes, by copy', async () => {
    await using session = bridge.openSession();
    const { memory, pageSizeBytes } = await session.call('memory.allocate', allocate(MIB));
    expect(pageSizeBytes).toBe(4096);
    await session.call('memory.write', { memory, offsetBytes: 5, bytes: Buffer.from('bytes') });
    const read = await session.call('memory.read', { memory, offsetBytes: 4, sizeBytes: 7 });
    expect(Buffer.from(read).toString('latin1')).toBe('\0bytes\0');
  });
});

describe('dies', () => {
  test.each(['SIGSEGV', 'SIGKILL'] as const)('of %s: calls under way are rejected by name', async signal => {
    await using session = bridge.openSession();
    const { memory } = await session.call('memory.allocate', allocate(MIB));
    const { lost, other } = stopped(session.pid, () => ({
      lost: settles(session.call('memory.prefault', { memory })),
      other: settles(session.call('memory.read', { memory, offsetBytes: 0, sizeBytes: 1 })),
    }));
    process.kill(session.pid ?? 0, signal);
    process.kill(session.pid ?? 0, 'SIGCONT');
    const { error } = await lost;
    expect(error).toBeInstanceOf(BridgeDied);
    expect(error).toMatchObject({
      message: `The bridge process ended during memory.prefault: signal ${signal}.`,
      operation: 'memory.prefault',
      end: { signal, exitCode: null },
    });
    expect((await other).error).toMatchObject({ operation: 'memory.read' });
    await expect(session.ended).resolves.toMatchObject({ signal, exitCode: null });
    await expect(session.call('memory.free', { memory })).rejects.toBeInstanceOf(BridgeDied);
  });

  test('and the next question starts another', async () => {
    const pids: number[] = [];
    await using own = new Bridge(events => {
      const transport = forkTransport()(events);
      pids.push(transport.pid ?? 0);
      return transport;
    });
    await own.call('accounting.read', {});
    const lost = stopped(pids[0], () => settles(own.call('accounting.read', {})));
    process.kill(pids[0] ?? 0, 'SIGSEGV');
    process.kill(pids[0] ?? 0, 'SIGCONT');
    expect((await lost).error).toMatchObject({
      message: 'The bridge process ended during accounting.read: signal SIGSEGV.',
    });
    await expect(own.call('accounting.read', {})).resolves.toMatchObject({ lockedBytes: 0 });
    expect(pids).toHaveLength(2);
    expect(pids[1]).not.toBe(pids[0]);
  });

  test('of a fault in native code: a file is cut under its mapping', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bindery-bridge-'));
    try {
      const path = join(folder, 'guest');
      writeFileSync(path, Buffer.alloc(8192));
      await using session = bridge.openSession();
      const { memory } = await session.call('memory.allocate', { backing: { kind: 'file', path }, sizeBytes: 8192 });
      truncateSync(path, 0);
      const read = session.call('memory.read', { memory, offsetBytes: 0, sizeBytes: 1 });
      await expect(read).rejects.toThrow('The bridge process ended during memory.read: signal SIGBUS.');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('before it starts: no such program, or one that is broken', async () => {
    await using absent = new Bridge(forkTransport({ execPath: '/nonexistent/node' }));
    await expect(absent.call('accounting.read', {})).rejects.toThrow(/it could not be started or reached \(.*ENOENT/);
    await using broken = new Bridge(forkTransport({ entry: '/nonexistent/bridge-host.js' }));
    await expect(broken.call('accounting.read', {})).rejects.toThrow(
      /accounting.read: exit code 1 \(Error: Cannot find module/,
    );
  });
});

describe('long calls', () => {
  test('1 GiB is given its pages while a timer of this process keeps ticking; a cancel ends it', async () => {
    await using session = bridge.openSession();
    const { memory } = await session.call('memory.allocate', allocate(GIB));
    const ticks = await ticksDuring(() => session.call('memory.prefault', { memory, threads: 2 }));
    expect(ticks.elapsedMs).toBeGreaterThan(20);
    expect(ticks.longestGapMs).toBeLessThan(Math.max(100, ticks.elapsedMs / 2));
    expect(ticks.count).toBeGreaterThan(ticks.elapsedMs / 10 / 4);

    const { memory: more } = await session.call('memory.allocate', allocate(GIB));
    const stop = new AbortController();
    const progress: number[] = [];
    const prefault = session.call(
      'memory.prefault',
      { memory: more },
      { signal: stop.signal, onProgress: ({ doneBytes }) => progress.push(doneBytes) },
    );
    setTimeout(() => stop.abort(new Error('the user left')), 30);
    const answered = await settles(prefault);
    expect(answered.error).toEqual(new Error('the user left'));
    expect(answered.afterMs - 30).toBeLessThan(CANCEL_MS);
    // It ended between two chunks: the session goes on.
    expect(progress[0]).toBeLessThan(GIB);
    await expect(session.call('memory.free', { memory: more })).resolves.toBeNull();
  });

  test('a process that does not answer a cancel is ended', async () => {
    await using session = bridge.openSession();
    await session.call('accounting.read', {});
    const stop = new AbortController();
    const { cancelled, other } = stopped(session.pid, () => ({
      cancelled: settles(session.call('accounting.read', {}, { signal: stop.signal })),
      other: settles(session.call('limits.get', {})),
    }));
    stop.abort();
    const { error, afterMs } = await cancelled;
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(afterMs).toBeLessThan(CANCEL_MS);
    expect((await other).error).toMatchObject({
      message: 'The bridge process ended during limits.get: accounting.read was cancelled.',
    });
    await session.ended;
    expect(isAlive(session.pid)).toBe(false);
  });

  test('a system call that cannot be interrupted is cancelled all the same', async ctx => {
    await using session = bridge.openSession();
    const { isExempt } = await session.call('accounting.read', {});
    if (!isExempt) return ctx.skip('locking 4 GiB needs CAP_IPC_LOCK');
    const { memory } = await session.call('memory.allocate', allocate(4 * GIB));
    const stop = new AbortController();
    const lock = settles(session.call('memory.lock', { memory }, { signal: stop.signal }));
    setTimeout(() => stop.abort(), 20);
    const { error, afterMs } = await lock;
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(afterMs - 20).toBeLessThan(CANCEL_MS);
    await session.ended;
    expect(isAlive(session.pid)).toBe(false);
  });

  test('progress is a stream, and leaving it cancels', async () => {
    await using session = bridge.openSession();
    const { memory } = await session.call('memory.allocate', allocate(4 * GIB));
    let seen = 0;
    for await (const { doneBytes, totalBytes } of session.stream('memory.prefault', { memory })) {
      expect(totalBytes).toBe(4 * GIB);
      seen = doneBytes;
      break;
    }
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThan(4 * GIB);
    await using small = bridge.openSession();
    const allocated = await small.call('memory.allocate', allocate(MIB));
    const stream = small.stream('memory.prefault', { memory: allocated.memory });
    let step = await stream.next();
    while (step.done !== true) step = await stream.next();
    expect(step.value.elapsedMs).toBeGreaterThan(0);
  });
});

describe('leaves nothing', () => {
  test('a closed session is gone when close says so', async () => {
    const session = bridge.openSession();
    await session.call('memory.allocate', allocate(MIB));
    const { pid } = session;
    expect(isAlive(pid)).toBe(true);
    await session.close();
    expect(isAlive(pid)).toBe(false);
  });

  test('the app’s side does not load ffi-rs', async () => {
    const program = `
      const { Bridge } = await import('${new URL('./bridge-client.ts', import.meta.url).href}');
      await using bridge = new Bridge();
      await bridge.call('accounting.read', {});
      console.log(JSON.stringify(process.report.getReport().sharedObjects));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program]);
    const loaded: string[] = JSON.parse(stdout);
    expect(loaded.join()).toContain('libc.so');
    expect(loaded.filter(file => file.includes('ffi-rs'))).toEqual([]);
  });

  test('a program that is killed takes its bridge along, and one that is done need not close it', async () => {
    const client = new URL('./bridge-client.ts', import.meta.url).href;
    const program = (rest: string) => `
      const { Bridge } = await import('${client}');
      const session = new Bridge().openSession();
      await session.call('accounting.read', {});
      console.log(session.pid);
      ${rest}`;
    const run = async (rest: string) =>
      Number(
        (await promisify(execFile)(process.execPath, ['-e', program(rest)]).catch(({ stdout }) => ({ stdout }))).stdout,
      );
    for (const rest of ['', `process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});`]) {
      const pid = await run(rest);
      expect(pid).toBeGreaterThan(0);
      await expect.poll(() => isAlive(pid)).toBe(false);
    }
  });
});

/** What is asked while the process stands still is not answered. */
function stopped<T>(pid: number | undefined, ask: () => T): T {
  process.kill(pid ?? 0, 'SIGSTOP');
  return ask();
}

async function settles(promise: Promise<unknown>) {
  const start = performance.now();
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  return { error, afterMs: performance.now() - start };
}

async function ticksDuring(run: () => Promise<unknown>) {
  const start = performance.now();
  let [count, last, longestGapMs] = [0, start, 0];
  const timer = setInterval(() => {
    const now = performance.now();
    longestGapMs = Math.max(longestGapMs, now - last);
    last = now;
    count += 1;
  }, 10);
  try {
    await run();
  } finally {
    clearInterval(timer);
  }
  return { count, longestGapMs, elapsedMs: performance.now() - start };
}
