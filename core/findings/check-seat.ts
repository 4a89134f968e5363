/** What the person in front of the host loses with the picked functions, and who has claimed their memory. */
import { displaysOf } from '../cost/can-show.ts';
import type { CostReason } from '../cost/host-cost.ts';
import { seatGaps, seatReasons } from '../cost/seat-cost.ts';
import { findWayBack } from '../cost/way-back.ts';
import type { HostIndex } from '../host/host-index.ts';
import { isAtLeast, parseKernelVersion } from '../host/kernel-release.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import { isFirmwarePicture } from '../pci/bar-claims.ts';
import { type Bdf, slotOf } from '../pci/bdf.ts';
import { isAudio, isDisplay, isUsbController, isVga } from '../pci/class-code.ts';
import { isDisplayFunction } from '../pci/function-role.ts';
import { isVfioDriver } from '../vfio/driver-role.ts';
import type { Finding } from './finding.ts';
import { type FunctionLabel, labelFunction } from './function-label.ts';

export function checkSeat(host: HostSnapshot, index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const leaving = new Set(picked.map(fn => fn.bdf));
  const reasons = seatReasons(host, leaving);
  const { canShow } = displaysOf(host);
  const context: Context = {
    label: new Map(picked.map(fn => [fn.bdf, labelFunction(fn)])),
    others: [...index.functions.values()].filter(fn => canShow(fn) && !leaving.has(fn.bdf)).map(labelFunction),
    isReachable: findWayBack(host)(leaving),
    slotsOfDisplays: new Set(picked.filter(isDisplayFunction).map(fn => slotOf(fn.bdf))),
  };
  return [
    ...reasons.flatMap(reason => tellAlone(reason, context)),
    ...tellLastInputs(reasons, context),
    ...tellUsb(reasons, context),
    ...picked.filter(isDisplayFunction).flatMap(fn => checkBootPicture(host, fn, context)),
    ...checkReach(host, picked),
  ];
}

type Context = {
  label: ReadonlyMap<Bdf, FunctionLabel>;
  /** Displays that stay with the host. */
  others: FunctionLabel[];
  isReachable: boolean;
  slotsOfDisplays: ReadonlySet<string>;
};

const isVfio = ({ driver }: PciFunction) => isVfioDriver(knownOr(driver, null) ?? '');

function tellAlone(reason: CostReason, { label, others, isReachable, slotsOfDisplays }: Context): Finding[] {
  const fn = label.get(reason.bdf);
  if (!fn) return [];
  if (reason.kind === 'active-display') {
    const { card, connectors } = reason;
    return [{ code: 'cost/active-display', fn, card, connectors, others, isReachable }];
  }
  // The sound of a graphics card plays in its screens, and goes where they go.
  if (reason.kind === 'sound' && !slotsOfDisplays.has(slotOf(reason.bdf)))
    return [{ code: 'cost/sound', fn, card: reason.card }];
  return [];
}

/** The last keyboard may be two, on two controllers: that is one loss. */
function tellLastInputs(reasons: readonly CostReason[], { label, isReachable }: Context): Finding[] {
  const tell = (code: 'cost/last-keyboard' | 'cost/last-pointer'): Finding[] => {
    const same = reasons.flatMap(reason => (`cost/${reason.kind}` === code && 'devices' in reason ? [reason] : []));
    const fns = same.flatMap(reason => label.get(reason.bdf) ?? []);
    const devices = same.flatMap(reason => reason.devices);
    if (fns.length === 0) return [];
    if (code === 'cost/last-pointer') return [{ code, fns, devices, isReachable }];
    const left = same.flatMap(reason => (reason.kind === 'last-keyboard' ? (reason.left ?? []) : []));
    return [{ code, fns, devices, isReachable, left: [...new Set(left)] }];
  };
  return [...tell('cost/last-keyboard'), ...tell('cost/last-pointer')];
}

/** Keyboards that are not the last are devices like others. */
function tellUsb(reasons: readonly CostReason[], { label }: Context): Finding[] {
  const lost = reasons.filter(reason => reason.kind === 'usb-devices' || reason.kind === 'input');
  return [...Map.groupBy(lost, reason => reason.bdf)].flatMap(([bdf, same]): Finding[] => {
    const fn = label.get(bdf);
    return fn ? [{ code: 'cost/usb-devices', fn, devices: same.flatMap(reason => reason.devices) }] : [];
  });
}

/**
 * The picture is cleared away by the card's own driver, and from Linux 6.0 on by vfio-pci, but only from a VGA controller.
 * Once vfio-pci drives the card, a claim that is left is there to stay.
 */
function checkBootPicture(host: HostSnapshot, fn: PciFunction, { others }: Context): Finding[] {
  const { barClaims, consoles } = host.seat;
  const version = parseKernelVersion(knownOr(host.kernel.release, ''));
  const isCleared = version !== null && isAtLeast(version, 6, 0) && isVga(knownOr(fn.classCode, 0));
  if (isCleared && !isVfio(fn)) return [];
  if (!isKnown(barClaims)) {
    const mayBeThere = knownOr(fn.isBootVga, null) === true && !isCleared && !hasOwnDriver(host, fn);
    return mayBeThere ? [{ code: 'cost/boot-picture-unmeasured', fn: labelFunction(fn), gap: barClaims }] : [];
  }
  const claims = barClaims.filter(claim => claim.function === fn.bdf && isFirmwarePicture(claim.claimant));
  if (claims.length === 0) return [];
  const drawing = knownOr(consoles, []).find(
    one => knownOr(one.isBound, false) && knownOr(one.title, '').includes('frame buffer'),
  );
  return [{ code: 'cost/boot-picture', fn: labelFunction(fn), claims, console: drawing?.name ?? null, others }];
}

/** A driver that made a card of the display subsystem, other than the one that draws on the firmware's picture. */
function hasOwnDriver({ seat }: HostSnapshot, fn: PciFunction): boolean {
  return knownOr(seat.drmCards, []).some(
    card => card.function === fn.bdf && !(knownOr(card.driver, null) ?? '-framebuffer').endsWith('-framebuffer'),
  );
}

/** A class that is not known may be any of them. SSH sessions have a text of their own. */
function checkReach(host: HostSnapshot, picked: readonly PciFunction[]): Finding[] {
  const concerned = picked.filter(
    ({ classCode }) => !isKnown(classCode) || isDisplay(classCode) || isUsbController(classCode) || isAudio(classCode),
  );
  const gaps = seatGaps(host).filter(gap => gap !== host.network.sshSessions);
  return concerned.length > 0 && gaps.length > 0
    ? [{ code: 'cost/seat-unmeasured', fns: concerned.map(labelFunction), gaps }]
    : [];
}
