/** The composition root of whatever asks the kernel: the bridge, which starts its processes when they are first needed. */
import { Bridge } from '../native-bridge/process/bridge-client.ts';
import type { ProbeSession } from './app/probe/session.ts';

/** A session of its own process. Disposing of it ends the process and waits until the kernel has released everything. */
export function openProbeSession(): ProbeSession {
  const bridge = new Bridge();
  return bridge.openSession();
}
