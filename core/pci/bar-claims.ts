/**
 * /proc/iomem: who inside the kernel has claimed the memory of a BAR.
 *
 * The kernel prints its tree of ranges. A BAR is named by its function's address, and a claim mostly lies inside it:
 * the driver's, or that of the firmware's picture (`BOOTFB`, inside it `simplefb` or `simpledrm`; `efifb`, `vesafb`). A
 * range as large as the BAR itself is put around it instead, because it came later. Depth is read from the ranges: the
 * kernel stops to indent at the sixth level. Without CAP_SYS_ADMIN every address is printed as zero.
 * Source: Linux kernel/resource.c, r_show(), __insert_resource(); drivers/firmware/sysfb_simplefb.c.
 */
import { type Malformed, malformed } from '../host/malformed.ts';
import type { BarClaim } from '../host/schema/seat.ts';
import { parseBdf } from './bdf.ts';

type Range = { start: bigint; end: bigint; name: string };

/** What firmware and buses call their ranges: these claim nothing. */
const NO_CLAIM = /^(PCI |Reserved$|Soft Reserved|System RAM|System ROM|Video ROM|ACPI |Unknown E820|RAM buffer|pnp )/i;

/** @returns `hidden` where the kernel keeps the addresses from this user. */
export function parseBarClaims(text: string): BarClaim[] | 'hidden' | Malformed {
  const ranges: Range[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const range = parseLine(line);
    if (range === null) return malformed(line);
    ranges.push(range);
  }
  if (ranges.length === 0) return malformed('');
  return ranges.every(({ start, end }) => start === 0n && end === 0n) ? 'hidden' : findClaims(ranges);
}

function parseLine(line: string): Range | null {
  const match = /^ *([0-9a-f]{4,16})-([0-9a-f]{4,16}) : (.+)$/.exec(line);
  if (!match) return null;
  const [, start = '', end = '', name = ''] = match;
  const range = { start: BigInt(`0x${start}`), end: BigInt(`0x${end}`), name };
  return range.start <= range.end ? range : null;
}

function findClaims(ranges: readonly Range[]): BarClaim[] {
  const claims: BarClaim[] = [];
  /** The ranges around the one that is looked at, outermost first. */
  const around: Range[] = [];
  for (const range of ranges) {
    for (let top = around.at(-1); top && !isInside(range, top); top = around.at(-1)) around.pop();
    const bdf = parseBdf(range.name);
    if (bdf === null) {
      const bar = around.findLast(outer => parseBdf(outer.name) !== null || NO_CLAIM.test(outer.name));
      const owner = bar ? parseBdf(bar.name) : null;
      if (owner !== null && !NO_CLAIM.test(range.name)) claims.push(toClaim(owner, range, range.name));
    } else {
      for (const outer of around.toReversed()) {
        if (parseBdf(outer.name) !== null || NO_CLAIM.test(outer.name)) break;
        claims.push(toClaim(bdf, range, outer.name));
      }
    }
    around.push(range);
  }
  return claims;
}

const isInside = (inner: Range, outer: Range) => outer.start <= inner.start && inner.end <= outer.end;

function toClaim(bdf: BarClaim['function'], { start, end }: Range, claimant: string): BarClaim {
  return { function: bdf, start: `0x${start.toString(16)}`, end: `0x${end.toString(16)}`, claimant };
}

/**
 * The picture that the firmware left, and the drivers that draw on it.
 * Source: Linux drivers/video/fbdev/efifb.c, vesafb.c, simplefb.c; drivers/gpu/drm/sysfb/ (simpledrm, efidrm, vesadrm).
 */
export function isFirmwarePicture(claimant: string): boolean {
  return /^(BOOTFB|efifb|vesafb|vga16fb|simplefb|simpledrm|simple-framebuffer(\.\d+)?|efidrm|vesadrm|ofdrm)$/.test(
    claimant,
  );
}
