/**
 * The bridge process: the only one that loads ffi-rs. Started by bridge-client.ts; ends with its parent.
 *
 * It holds memory and devices and nothing that must be saved, so its end is a kill: the kernel closes every descriptor
 * and mapping, and does it while a call of ours still blocks, which an exit would wait for.
 */
import { linuxKernel } from '../kernel.ts';
import type { ToHost } from './protocol.ts';
import { BridgeServer } from './serve.ts';

const die = () => process.kill(process.pid, 'SIGKILL');

// The parent is gone, or has closed the channel.
process.on('disconnect', die);
// Ctrl-C in a terminal reaches this process too; the parent decides what it means.
process.on('SIGINT', () => {});

const server = new BridgeServer(linuxKernel(), message => {
  // A message that cannot be sent has no reader any more.
  process.send?.(message, undefined, undefined, error => {
    if (error) die();
  });
});

process.on('message', (message: ToHost) => {
  void server.receive(message);
});
