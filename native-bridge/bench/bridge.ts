/**
 * What a call costs on each way to the kernel: Node's own binding, ffi-rs with our checks, a thread, another process.
 * `node native-bridge/bench/bridge.ts` prints one line each; medians over rounds.
 */
import { linuxKernel } from '../kernel.ts';
import { OwnedFd } from '../owned-fd.ts';
import { Bridge } from '../process/bridge-client.ts';
import { MFD_ALLOW_SEALING } from '../uapi/libc-constants.ts';
import { ioctls } from '../uapi/requests.ts';

const ROUNDS = 15;

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function measure(name: string, callsPerRound: number, round: () => Promise<void> | void): Promise<number> {
  await round();
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const start = performance.now();
    await round();
    times.push(((performance.now() - start) * 1000) / callsPerRound);
  }
  const us = median(times);
  console.log(`${name.padEnd(58)} ${us.toFixed(2).padStart(9)} us`);
  return us;
}

async function repeat(count: number, run: () => unknown): Promise<void> {
  for (let i = 0; i < count; i += 1) await run();
}

const kernel = linuxKernel();
using memfd = new OwnedFd(kernel, kernel.memfdCreate('bench', MFD_ALLOW_SEALING));
await using bridge = new Bridge();

const baseline = await measure('process.getuid(), a binding of Node', 100_000, () => {
  for (let i = 0; i < 100_000; i += 1) process.getuid?.();
});
const direct = await measure('kernel.seals(fd), one checked call through ffi-rs', 10_000, () => {
  for (let i = 0; i < 10_000; i += 1) kernel.seals(memfd.fd);
});
await measure('kernel.ioctl(fd, ...) that is refused: the errno as an error', 2000, () => {
  for (let i = 0; i < 2000; i += 1) {
    try {
      kernel.ioctl(memfd.fd, ioctls.VFIO_DEVICE_RESET);
    } catch {
      // ENOTTY
    }
  }
});
await measure('kernel.background.ioctl(...), a call on a thread', 500, () =>
  repeat(500, () => kernel.background.ioctl(memfd.fd, ioctls.VFIO_DEVICE_RESET).catch(() => {})),
);
const trip = await measure('bridge.call(), a round trip to the bridge process', 500, () =>
  repeat(500, () => bridge.call('limits.get', {})),
);
await measure('the same, 16 at a time', 1600, () =>
  repeat(100, () => Promise.all(Array.from({ length: 16 }, () => bridge.call('limits.get', {})))),
);
await measure('a session: process started, asked once, ended', 1, async () => {
  await using session = bridge.openSession();
  await session.call('accounting.read', {});
});
console.log(
  `ffi-rs is ${(direct / baseline).toFixed(0)} times the binding, the bridge ${(trip / baseline).toFixed(0)} times.`,
);
