/** The way from the root complex to each picked function: links, bridges that sleep, headers that make no sense. */
import type { HostIndex } from '../host/host-index.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { PciFunction } from '../host/snapshot.ts';
import { slotOf } from '../pci/bdf.ts';
import { brokenHeaderType, isDisplayFunction } from '../pci/function-role.ts';
import { type LinkLimit, linkLimits } from '../pci/link.ts';
import { isAsleep } from '../pci/power.ts';
import type { SleepingPort } from './catalogue/function-way.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

export function checkWay(index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  return [
    ...picked.flatMap(fn => [...checkHeader(fn), ...checkPower(fn)]),
    ...checkLinks(index, picked),
    ...checkPorts(index, picked),
  ];
}

/** Either of the two files tells whether it sleeps. */
function checkPower(fn: PciFunction): Finding[] {
  const hasStatus = isKnown(fn.runtimeStatus) && fn.runtimeStatus !== null;
  if (isKnown(fn.powerState) || hasStatus) return [];
  return [{ code: 'function/power-unmeasured', fn: labelFunction(fn), gap: fn.powerState }];
}

function checkHeader(fn: PciFunction): Finding[] {
  const headerType = brokenHeaderType(fn);
  return headerType === null ? [] : [{ code: 'function/header-broken', fn: labelFunction(fn), headerType }];
}

/** The functions of a card share its links, so each link is spoken of once. */
function checkLinks(index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const seen = new Set<string>();
  return picked.flatMap(fn =>
    linkLimits(index, fn).flatMap((limit): Finding[] => {
      const link = slotOf(limit.device.bdf);
      if (seen.has(link)) return [];
      seen.add(link);
      return describe(fn, limit);
    }),
  );
}

function describe(fn: PciFunction, { kind, device, port, now, most, portMost }: LinkLimit): Finding[] {
  const facts = { fn: labelFunction(fn), device: device.bdf, now, most };
  switch (kind) {
    case 'down':
      return [{ code: 'function/link-down', ...facts }];
    case 'lanes-missing':
      return [{ code: 'function/link-lanes-missing', ...facts, portMost: portMost ?? most }];
    case 'port':
      return [
        {
          code: 'function/link-limited',
          ...facts,
          port: port?.bdf ?? null,
          portMost,
          isWidest: isRootPort(port) && portMost !== null && portMost.width >= most.width,
        },
      ];
    case 'idle':
      // Graphics cards do so; of others nobody asks.
      return isDisplayFunction(fn) ? [{ code: 'function/link-idle', ...facts }] : [];
  }
}

/** Nothing lies between it and the root complex. */
const isRootPort = (port: PciFunction | null) => port !== null && knownOr(port.bridgePath, null)?.length === 0;

/** Bridges that sleep must wake with what is behind them, and some do not. Said once for what hangs on the same ones. */
function checkPorts(index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const byWay = Map.groupBy(picked, fn => knownOr(fn.bridgePath, []).join());
  return [...byWay.values()].flatMap((fns): Finding[] => {
    const [first] = fns;
    const ports = knownOr(first?.bridgePath ?? [], []).flatMap(bdf => {
      const port = index.functions.get(bdf);
      return port && isSleeping(port) ? [describePort(port)] : [];
    });
    return ports.length > 0 ? [{ code: 'function/port-asleep', fns: fns.map(labelFunction), ports }] : [];
  });
}

function isSleeping({ powerState, runtimeStatus }: PciFunction): boolean {
  const status = knownOr(runtimeStatus, null);
  return (status !== null && isAsleep(status)) || ['D3hot', 'D3cold'].includes(knownOr(powerState, ''));
}

function describePort(port: PciFunction): SleepingPort {
  return {
    port: labelFunction(port),
    powerState: knownOr(port.powerState, 'unknown'),
    isD3coldAllowed: isKnown(port.isD3coldAllowed) ? port.isD3coldAllowed : null,
  };
}
