/** A bridge without a process: the same client and the same operations, on a FakeKernel. For the tests of use cases. */
import { Bridge } from '../process/bridge-client.ts';
import type { BridgeEnd } from '../process/bridge-died.ts';
import { BridgeServer } from '../process/serve.ts';
import type { StartTransport, Transport } from '../process/transport.ts';
import { FakeKernel } from './fake-kernel.ts';

export type FakeBridge = {
  bridge: Bridge;
  /** One for each process that was started, in order. */
  kernels: FakeKernel[];
  /** Ends the process that was started last, as if it had crashed. */
  crash(signal: string): void;
};

/** @param makeKernel called for each process that is started. */
export function fakeBridge(makeKernel: () => FakeKernel = () => new FakeKernel()): FakeBridge {
  const kernels: FakeKernel[] = [];
  let crash = (_signal: string) => {};
  const start: StartTransport = events => {
    const kernel = makeKernel();
    kernels.push(kernel);
    let isOver = false;
    // What crosses the boundary is a structured clone, as between processes: a class or a function would not arrive.
    const server = new BridgeServer(kernel, message => {
      const copy = structuredClone(message);
      queueMicrotask(() => {
        if (!isOver) events.message(copy);
      });
    });
    const end = (how: Pick<BridgeEnd, 'signal' | 'reason'>) => {
      if (isOver) return;
      isOver = true;
      server[Symbol.dispose]();
      queueMicrotask(() => events.end({ exitCode: null, lastWords: '', ...how }));
    };
    crash = signal => end({ signal, reason: null });
    const transport: Transport = {
      pid: 4711,
      send: message => {
        const copy = structuredClone(message);
        if (!isOver) queueMicrotask(() => void server.receive(copy));
      },
      kill: reason => end({ signal: 'SIGKILL', reason }),
      hold: () => {},
    };
    return transport;
  };
  return { bridge: new Bridge(start), kernels, crash: signal => crash(signal) };
}
