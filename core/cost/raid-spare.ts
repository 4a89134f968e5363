/**
 * How many of the members that carry data an md array can lose and go on, degraded.
 *
 * RAID 10 keeps two copies and survives more losses than one only when they hit different pairs, so that one is what can
 * be promised. Source: md(4).
 */

/** `disks`: members that the array is made for; `inSync`: those that carry data now. */
export function raidSpare(level: string, disks: number, inSync: number): number {
  const missing = Math.max(0, disks - inSync);
  return Math.max(0, Math.min(promised(level, disks) - missing, inSync - 1));
}

/** Of a complete array. A level that is not known promises nothing. */
function promised(level: string, disks: number): number {
  switch (level) {
    case 'raid1':
    case 'multipath':
      return disks - 1;
    case 'raid4':
    case 'raid5':
    case 'raid10':
      return 1;
    case 'raid6':
      return 2;
    default:
      return 0;
  }
}
