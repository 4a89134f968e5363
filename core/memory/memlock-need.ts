/**
 * How much locked memory a machine with assigned functions needs.
 *
 * VFIO pins all guest memory once, whatever the number of functions, as long as there is no virtual IOMMU. Firmware,
 * video memory and buffers come on top; libvirt adds 1 GiB for them, and so do we. With SeaBIOS and one NIC a kernel
 * counted guest memory and 256 KiB.
 * Source: libvirt src/qemu/qemu_domain.c qemuDomainGetMemLockLimitBytes; QEMU hw/vfio/listener.c.
 */
import { GIB } from '../machine/machine-spec.ts';

const SLACK_BYTES = GIB;

export type MemlockNeed = {
  /** Below this the machine cannot start. */
  leastBytes: number;
  /** With this it does. */
  enoughBytes: number;
};

export function memlockNeed(guestBytes: number): MemlockNeed {
  return { leastBytes: guestBytes, enoughBytes: guestBytes + SLACK_BYTES };
}
