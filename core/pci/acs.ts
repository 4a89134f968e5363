/**
 * Whether a function keeps DMA between its neighbours from by-passing the IOMMU: access control services, ACS.
 *
 * The kernel wants source validation, request redirect, completion redirect and upstream forwarding from every root and
 * downstream port, and from every function of a multifunction device. A control that the capability does not have
 * counts as built in; without the capability nothing does. Bridges to conventional PCI never isolate, single functions
 * always do. A list of quirks comes before all that (acs-quirks.ts).
 * Source: Linux drivers/pci/pci.c, pci_acs_enabled(), pci_acs_flags_enabled(); drivers/iommu/iommu.c, REQ_ACS_FLAGS;
 * PCI Express Base Specification 6.0, 6.12, 7.5.3.2 and 7.7.11 (u32 header; u16 capability, control).
 */
import { isMalformed } from '../host/malformed.ts';
import { isKnown } from '../host/measured.ts';
import type { PciFunction } from '../host/snapshot.ts';
import { type AcsQuirk, acsQuirk } from './acs-quirks.ts';
import { functionNumber } from './bdf.ts';
import { decodeExtended, NOT_SEEN, viewConfig } from './config-view.ts';
import { decodeExpress, type ExpressCapability } from './express-capability.ts';
import { isVirtualFunction } from './function-role.ts';

const ACS = 0x000d;

export const ACS_CONTROLS = [
  { bit: 0x01, name: 'source validation' },
  { bit: 0x04, name: 'request redirect' },
  { bit: 0x08, name: 'completion redirect' },
  { bit: 0x10, name: 'upstream forwarding' },
] as const;
export type AcsControl = (typeof ACS_CONTROLS)[number]['name'];
const REQUIRED = 0x1d;
/** The other two make no sense between functions of one device. */
const BETWEEN_FUNCTIONS: readonly AcsControl[] = ['request redirect', 'completion redirect'];

export type AcsFacts = {
  /** null: conventional PCI. */
  portType: ExpressCapability['type'] | null;
  /** A card can be plugged in here. */
  hasSlot: boolean;
  /** null: no such capability. `control` is read where the function keeps it. */
  acs: { capability: number; control: number } | null;
};

/** @returns null where the bytes that could be read do not tell. */
export function readAcs(fn: PciFunction): AcsFacts | null {
  if (!isKnown(fn.config)) return null;
  const config = viewConfig(fn.config);
  if (isMalformed(config)) return null;
  const express = decodeExpress(config);
  if (express === NOT_SEEN) return null;
  if (express === null) return { portType: null, hasSlot: false, acs: null };
  const controlOffset = quirkOf(fn) === 'control-at-8' ? 8 : 6;
  const acs = decodeExtended(config, ACS, controlOffset + 2, (bytes, at) => ({
    capability: bytes.getUint16(at + 4, true),
    control: bytes.getUint16(at + controlOffset, true),
  }));
  return acs === NOT_SEEN ? null : { portType: express.type, hasSlot: express.slot !== null, acs };
}

export type Isolation =
  | { is: 'isolated'; because: 'acs' | 'single-function' | 'quirk' }
  | {
      is: 'open';
      /** `switched-off`: the capability is there, some control is not on. */
      because: 'no-capability' | 'switched-off' | 'conventional';
      missing: AcsControl[];
    }
  /** `unread`: configuration space could not be read so far; `quirk`: the kernel decides by what cannot be read. */
  | { is: 'unknown'; because: 'unread' | 'quirk' };

/** `hasOtherFunctions`: the slot has more than this one. */
export type IsolationContext = { hasOtherFunctions: boolean; isOnRootBus: boolean; hasIvrs: boolean };

/** `facts` as `readAcs(fn)` gave them. */
export function judgeIsolation(fn: PciFunction, facts: AcsFacts | null, context: IsolationContext): Isolation {
  // A virtual function stands for itself, whatever shares its slot number. Source: drivers/pci/iov.c.
  if (isVirtualFunction(fn)) return { is: 'isolated', because: 'single-function' };
  const isMultifunction = context.hasOtherFunctions || functionNumber(fn.bdf) > 0;
  const quirk = quirkOf(fn);
  const byQuirk = applyQuirk(quirk, facts, { ...context, isMultifunction });
  if (byQuirk) return byQuirk;
  if (facts === null) return { is: 'unknown', because: 'unread' };
  switch (facts.portType) {
    case null:
    case 'pcie-to-pci-bridge':
    case 'pci-to-pcie-bridge':
    case 'event-collector':
      return { is: 'open', because: 'conventional', missing: [] };
    case 'root-port':
    case 'downstream-port':
      return judgeControls(
        facts.acs,
        ACS_CONTROLS.map(({ name }) => name),
      );
    case 'endpoint':
    case 'legacy-endpoint':
    case 'upstream-port':
    case 'integrated-endpoint':
    case 'other':
      return isMultifunction
        ? judgeControls(facts.acs, BETWEEN_FUNCTIONS)
        : { is: 'isolated', because: 'single-function' };
  }
}

function judgeControls(acs: AcsFacts['acs'], relevant: readonly AcsControl[]): Isolation {
  if (acs === null) return { is: 'open', because: 'no-capability', missing: [...relevant] };
  const off = acs.capability & REQUIRED & ~acs.control;
  return off === 0
    ? { is: 'isolated', because: 'acs' }
    : {
        is: 'open',
        because: 'switched-off',
        missing: ACS_CONTROLS.filter(({ bit }) => (off & bit) !== 0).map(({ name }) => name),
      };
}

function quirkOf({ vendorId, deviceId }: PciFunction): AcsQuirk | null {
  return isKnown(vendorId) && isKnown(deviceId) ? acsQuirk(vendorId, deviceId) : null;
}

/** @returns null where no quirk speaks of this function. */
function applyQuirk(
  quirk: AcsQuirk | null,
  facts: AcsFacts | null,
  { isMultifunction, isOnRootBus, hasIvrs }: IsolationContext & { isMultifunction: boolean },
): Isolation | null {
  const byQuirk = { is: 'isolated', because: 'quirk' } as const;
  switch (quirk) {
    case null:
    case 'control-at-8':
      return null;
    case 'functions-apart':
    case 'port-apart':
      return byQuirk;
    case 'amd-southbridge':
      return isMultifunction && isOnRootBus && hasIvrs ? byQuirk : null;
    case 'chipset-register':
      return { is: 'unknown', because: 'quirk' };
    case 'intel-integrated':
      return facts?.portType === 'integrated-endpoint' ? byQuirk : null;
    case 'any-port':
      return facts?.portType === 'root-port' || facts?.portType === 'downstream-port' ? byQuirk : null;
  }
}
