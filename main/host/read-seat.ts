import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import type { Pace } from './pace.ts';
import { pending } from './pending.ts';
import type { UnreadableFiles } from './unreadable.ts';

export async function readSeat(
  _files: HostFiles,
  _pace: Pace,
  _unreadable: UnreadableFiles,
): Promise<HostSnapshot['seat']> {
  return {
    drmCards: pending,
    framebuffers: pending,
    consoles: pending,
    inputs: pending,
    soundCards: pending,
    usbDevices: pending,
    barClaims: pending,
  };
}
