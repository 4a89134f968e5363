/**
 * How many members an md array can lose and go on, degraded.
 *
 * RAID 10 keeps two copies and survives more losses than one only when they hit different pairs, so that one is what can
 * be promised. Source: md(4).
 */
export function raidSpare(level: string, members: number, missing: number): number {
  return Math.max(0, Math.min(promised(level, members + missing) - missing, members - 1));
}

/** Of a complete array. A level that is not known promises nothing. */
function promised(level: string, members: number): number {
  switch (level) {
    case 'raid1':
    case 'multipath':
      return members - 1;
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
