/** Whether QEMU may lock the guest's memory: as started from here, after the next login, and from the desktop. */
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { memlockNeed } from '../memory/memlock-need.ts';
import { isBelow, type MemlockWay, memlockWays } from '../memory/memlock-ways.ts';
import type { Finding } from './finding.ts';
import { desktopLimits } from './memlock-remedies.ts';

export function checkMemlock(host: HostSnapshot, guestBytes: number): Finding[] {
  const { neededBytes } = needOf(guestBytes);
  if (knownOr(host.user.canLockUnlimited, false)) return [{ code: 'memory/memlock-exempt', neededBytes }];
  const ways = memlockWays(host);
  const own = checkOwn(host, guestBytes, ways);
  const isFine = own.code === 'memory/memlock-enough' || own.code === 'memory/memlock-soft-too-low';
  return [own, ...(isFine ? checkDesktop(host, guestBytes, ways) : [])];
}

function needOf(guestBytes: number) {
  const { leastBytes, enoughBytes } = memlockNeed(guestBytes);
  return { leastBytes, neededBytes: enoughBytes };
}

function checkOwn(host: HostSnapshot, guestBytes: number, ways: MemlockWay[]): Finding {
  const { leastBytes, neededBytes } = needOf(guestBytes);
  const limit = host.user.memlock;
  if (!isKnown(limit)) return { code: 'memory/memlock-unmeasured', neededBytes, gap: limit };
  const { softBytes, hardBytes } = limit;
  const facts = { neededBytes, user: knownOr(host.user.name, null), desktop: desktopLimits(host), ways };
  if (!isBelow(softBytes, neededBytes))
    return { code: 'memory/memlock-enough', neededBytes, limitBytes: softBytes, ways };
  if (softBytes !== null && !isBelow(hardBytes, neededBytes))
    return { code: 'memory/memlock-soft-too-low', neededBytes, softBytes, hardBytes };
  const waiting = ways.filter(way => isKnown(way.later) && way.later && !isBelow(way.later.hardBytes, neededBytes));
  if (isBelow(hardBytes, leastBytes))
    return waiting.length > 0
      ? { code: 'memory/memlock-needs-login', neededBytes, softBytes, hardBytes, ways, waiting }
      : { code: 'memory/memlock-too-low', softBytes, hardBytes, ...facts };
  return { code: 'memory/memlock-tight', guestBytes, limitBytes: hardBytes ?? 0, ...facts };
}

/** This shell may; does a program of the desktop, and with it the window that a user clicks? */
function checkDesktop(host: HostSnapshot, guestBytes: number, ways: readonly MemlockWay[]): Finding[] {
  const { leastBytes, neededBytes } = needOf(guestBytes);
  const now = ways.find(way => way.kind === 'desktop')?.now;
  if (!now || !isKnown(now.hardBytes) || now.hardBytes === null || !isBelow(now.hardBytes, leastBytes)) return [];
  const user = knownOr(host.user.name, null);
  return [
    {
      code: 'memory/memlock-desktop-too-low',
      neededBytes,
      limitBytes: now.hardBytes,
      source: now.source,
      user,
      desktop: desktopLimits(host),
    },
  ];
}
