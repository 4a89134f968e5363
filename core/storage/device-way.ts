/**
 * What a block device's link in sysfs tells: the functions on the way to it, and the disk of a partition.
 *
 * `../../devices/pci0000:00/0000:00:06.0/0000:02:00.0/nvme/nvme0/nvme0n1/nvme0n1p2`. Bridges on the way stay with the
 * host and are left out. A function that has a root bus of its own below it (Intel VMD) is no bridge: with it goes all
 * that is behind it. Source: Linux Documentation/admin-guide/sysfs-rules.rst; drivers/pci/controller/vmd.c.
 */
import { type Bdf, parseBdf } from '../pci/bdf.ts';

/** Functions whose loss cuts this way, outermost first. Empty: a virtual or platform device. */
export function functionsOnTheWay(link: string): Bdf[] {
  const names = link.split('/');
  const found: Bdf[] = [];
  let last: Bdf | null = null;
  for (const name of names) {
    const address = parseBdf(name);
    if (address !== null) last = address;
    else if (last !== null && /^pci[0-9a-f]{4,8}:[0-9a-f]{2}$/.test(name)) found.push(last);
  }
  return last === null || found.includes(last) ? found : [...found, last];
}

/** The disk that a partition lies on, from the partition's link; null: the link is too short to say. */
export function diskOfPartition(link: string): string | null {
  return link.split('/').at(-2) || null;
}

/** `nvme-subsys0` for a namespace that several controllers may serve; null: any other device. */
export function nvmeSubsystemOf(link: string): string | null {
  return /\/virtual\/nvme-subsystem\/([^/]+)\//.exec(link)?.[1] ?? null;
}
