/** The decoder's table: every message that is known, and the quick look that most lines do not pass. */
import type { MessageEntry } from './message.ts';
import { hostMessages } from './messages/host.ts';
import { iommuMessages } from './messages/iommu.ts';
import { libvirtMessages } from './messages/libvirt.ts';
import { qemuMessages } from './messages/qemu.ts';
import { qemuDeviceMessages } from './messages/qemu-device.ts';
import { resetMessages } from './messages/reset.ts';
import { vfioMessages } from './messages/vfio.ts';
import { virtualIommuMessages } from './messages/virtual-iommu.ts';

export const MESSAGES: readonly MessageEntry[] = [
  ...resetMessages,
  ...vfioMessages,
  ...iommuMessages,
  ...hostMessages,
  ...qemuMessages,
  ...qemuDeviceMessages,
  ...virtualIommuMessages,
  ...libvirtMessages,
];

const BY_ID: ReadonlyMap<string, MessageEntry> = new Map(MESSAGES.map(entry => [entry.id, entry]));

/** undefined: from a snapshot of a version that knew other messages. */
export function messageById(id: string): MessageEntry | undefined {
  return BY_ID.get(id);
}
