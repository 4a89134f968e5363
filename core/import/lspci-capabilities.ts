/**
 * Link, power state and SR-IOV, from the capabilities as `lspci -vv` prints them.
 * Source: pciutils ls-caps.c, ls-ecaps.c.
 */
import type { Unknown } from '../host/measured.ts';
import { beyondPosts, notPasted, PASTED } from '../host/posted-text.ts';
import type { PciFunction } from '../host/snapshot.ts';

type FromCapabilities = Pick<PciFunction, 'link' | 'powerState' | 'sriov'>;

export function readCapabilities(lines: readonly string[], isWhole: boolean): FromCapabilities {
  const titles = lines.filter(line => line.startsWith('Capabilities: ['));
  const isDenied = lines.some(line => line.startsWith('Capabilities: <access denied>'));
  const gap: Unknown = isDenied
    ? { unknown: 'denied', source: PASTED, detail: 'lspci did not run as root' }
    : notPasted('it does not list the capability with its registers (lspci -vv, as root)');
  const isListed = !isDenied && titles.length > 0 && isWhole;
  const isExpress = titles.some(title => /\] Express\b/.test(title));
  const isSriov = titles.some(title => title.includes('SR-IOV'));
  const hasExtended = titles.some(title => /\[[1-9a-f][0-9a-f]{2} v\d/i.test(title));
  return {
    // With one -v a capability is a title without its registers.
    link: readLink(lines, isListed && !isExpress ? null : gap),
    powerState: readPower(lines) ?? gap,
    sriov: readSriov(lines) ?? (isListed && !isSriov && (!isExpress || hasExtended) ? null : gap),
  };
}

function readLink(lines: readonly string[], otherwise: null | Unknown): PciFunction['link'] {
  const state = (key: string) => {
    const pattern = new RegExp(`^${key}: .*?Speed ([\\d.]+|unknown).*?, Width x(\\d+)`);
    const match = lines.map(line => pattern.exec(line)).find(Boolean);
    if (!match) return undefined;
    const speed = Number(match[1]);
    return speed > 0 ? { gigatransfersPerSecond: speed, width: Number(match[2]) } : null;
  };
  const most = state('LnkCap');
  const now = state('LnkSta');
  if (most === undefined || now === undefined) return otherwise;
  // Virtual functions and parts of the root complex have the registers and no link.
  return now === null && most === null ? notPasted('its link registers are empty') : { now, most };
}

function readPower(lines: readonly string[]): string | null {
  const at = lines.findIndex(line => /^Capabilities: \[\w+\] Power Management/.test(line));
  if (at < 0) return null;
  for (const line of lines.slice(at + 1)) {
    if (line.startsWith('Capabilities:')) return null;
    const state = /^Status: (D[0-3])\b/.exec(line)?.[1];
    // The register has two bits: D3 means D3hot, because a function in D3cold answers nothing.
    if (state) return state === 'D3' ? 'D3hot' : state;
  }
  return null;
}

function readSriov(lines: readonly string[]): NonNullable<Exclude<PciFunction['sriov'], Unknown>> | null {
  for (const line of lines) {
    const match = /Total VFs: (\d{1,5}), Number of VFs: (\d{1,5})/.exec(line);
    if (match)
      return {
        totalVfs: Number(match[1]),
        enabledVfs: Number(match[2]),
        isAutoprobing: beyondPosts,
        virtualFunctions: Number(match[2]) === 0 ? [] : notPasted('lspci does not show which they are'),
      };
  }
  return null;
}
