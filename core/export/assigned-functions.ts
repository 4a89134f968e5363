/**
 * The vfio-pci devices. Functions of one card keep one slot of the guest as a multifunction device behind one root
 * port, because drivers look for the companions at the same address.
 *
 * Function 0 must exist in a slot, or the guest looks no further: where the host's function 0 is not assigned, the
 * others are numbered anew from 0.
 * Source: PCI Local Bus Specification 3.0, 3.2.2.3.4; QEMU docs/igd-assign.txt (00:02.0 for Intel graphics).
 */

import { labelFunction } from '../findings/function-label.ts';
import type { HostIndex } from '../host/host-index.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { AssignedFunction, MachineSpec } from '../machine/machine-spec.ts';
import { type Bdf, compareBdf, functionNumber, slotOf } from '../pci/bdf.ts';
import { option, type QemuOption } from './qemu-option.ts';
import type { RootPorts } from './root-ports.ts';

const INTEL_GRAPHICS = '0000:00:02.0';

export function planAssignedFunctions(index: HostIndex, spec: MachineSpec, ports: RootPorts): QemuOption[] {
  // A function that is picked twice is a finding; the line names it once.
  const once = [...new Map(spec.functions.map(fn => [fn.bdf, fn])).values()].sort((a, b) => compareBdf(a.bdf, b.bdf));
  const vga = legacyVga(index, spec);
  const ids = new Map(once.map((fn, n) => [fn.bdf, `hostdev${n}`]));
  return [...Map.groupBy(once, fn => slotOf(fn.bdf))].flatMap(([slot, functions]) => {
    const [first] = functions;
    if (first && isIntelGraphics(index, first.bdf)) {
      return functions.map(fn => {
        const number = functionNumber(fn.bdf);
        const place = { bus: 'pcie.0', addr: `02.${number}`, multifunction: multifunction(number, functions.length) };
        return device(index, fn, ids.get(fn.bdf) ?? '', place, vga);
      });
    }
    const bus = ports.add(`the card in host slot ${slot}`);
    const keepsNumbers = first !== undefined && functionNumber(first.bdf) === 0;
    return functions.map((fn, n) => {
      const number = keepsNumbers ? functionNumber(fn.bdf) : n;
      const place = { bus, addr: `00.${number}`, multifunction: multifunction(number, functions.length) };
      return device(index, fn, ids.get(fn.bdf) ?? '', place, vga);
    });
  });
}

type Place = { bus: string; addr: string; multifunction: 'on' | null };

/** Function 0 says whether there are others. */
const multifunction = (number: number, functions: number): Place['multifunction'] =>
  number === 0 && functions > 1 ? 'on' : null;

function device(
  index: HostIndex,
  { bdf, romFile }: AssignedFunction,
  id: string,
  place: Place,
  vga: Bdf | null,
): QemuOption {
  const fn = index.functions.get(bdf);
  const name = fn ? labelFunction(fn).name : 'not on this host';
  return option(
    '-device',
    'vfio-pci',
    { ...address(bdf), id, ...place, 'x-vga': bdf === vga ? 'on' : null, romfile: romFile ?? null },
    `${bdf}: ${name}.`,
  );
}

/** `host=` has room for four digits of the segment; Intel VMD makes segments from 0x10000 on. Source: QEMU hw/core/qdev-properties-system.c. */
function address(bdf: Bdf): { host: string } | { sysfsdev: string } {
  return bdf.indexOf(':') === 4 ? { host: bdf } : { sysfsdev: `/sys/bus/pci/devices/${bdf}` };
}

function isIntelGraphics(index: HostIndex, bdf: Bdf): boolean {
  const fn = index.functions.get(bdf);
  return bdf === INTEL_GRAPHICS && fn !== undefined && knownOr(fn.vendorId, 0) === 0x8086;
}

/** SeaBIOS starts a card through legacy VGA, which one function can have; UEFI starts it through its own ROM image. */
function legacyVga(index: HostIndex, spec: MachineSpec): Bdf | null {
  if (spec.firmware !== 'seabios' || spec.display !== 'none') return null;
  const isVga = (bdf: Bdf) => {
    const fn = index.functions.get(bdf);
    return fn !== undefined && isKnown(fn.classCode) && fn.classCode >> 8 === 0x0300;
  };
  return spec.functions.map(fn => fn.bdf).find(isVga) ?? null;
}
