/**
 * How much locked memory a machine with assigned functions needs.
 *
 * VFIO pins all guest memory once, whatever the number of functions, as long as there is no virtual IOMMU. Firmware,
 * video memory and buffers come on top; libvirt adds 1 GiB for them, and so do we. Memory that is hidden behind the VGA
 * window, SMRAM and the like is not pinned, a few tens of MiB at most.
 * Source: libvirt src/qemu/qemu_domain.c qemuDomainGetMemLockLimitBytes; QEMU hw/vfio/listener.c.
 */
import { GIB, MIB } from '../machine/machine-spec.ts';

const SLACK_BYTES = GIB;
const HOLES_BYTES = 64 * MIB;

export type MemlockNeed = {
  /** Below this the machine cannot start. */
  leastBytes: number;
  /** With this it does. */
  enoughBytes: number;
};

export function memlockNeed(guestBytes: number): MemlockNeed {
  return { leastBytes: Math.max(0, guestBytes - HOLES_BYTES), enoughBytes: guestBytes + SLACK_BYTES };
}
