/**
 * What the loss of a mount means.
 *
 * The running system lives on some mount points: without them programs, libraries, logs or the kernel's modules are gone,
 * and the host hangs or does not start again. Those refuse. Anything else (/mnt/games, /media/..., a data disk below
 * /srv, a virtual machine's disks in /var/lib/libvirt/images) is data: to unmount it is enough, so it costs.
 *
 * Source: Filesystem Hierarchy Standard 3.0; file-hierarchy(7); /nix, /gnu, /ostree and /sysroot by their distributions.
 */
import type { CostReason } from './host-cost.ts';

/** The mount point and everything below it. */
const WHOLE = [
  '/usr',
  '/boot',
  '/efi',
  '/etc',
  '/nix',
  '/gnu',
  '/ostree',
  '/sysroot',
  '/bin',
  '/sbin',
  '/lib',
  '/lib64',
];
/** Only the mount point itself, not what is mounted deeper. */
const ITSELF = new Set([
  '/',
  '/home',
  '/root',
  '/var',
  '/var/lib',
  '/var/log',
  '/var/cache',
  '/var/tmp',
  '/opt',
  '/tmp',
]);

export function levelOfMount(point: string): CostReason['level'] {
  if (ITSELF.has(point) || WHOLE.some(root => point === root || point.startsWith(`${root}/`))) return 'refuses';
  // One person's home; what lies deeper is a data disk.
  return /^\/home\/[^/]+$/.test(point) ? 'refuses' : 'costs';
}
