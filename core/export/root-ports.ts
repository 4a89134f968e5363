/**
 * Hands out PCI Express root ports, one for each card of the guest.
 *
 * A port has one slot. Ports sit on the root bus from device 0x10 on, eight functions a device, which leaves 0x01 to
 * 0x0f free (0x02 is where an Intel GPU must be) and allows 120 cards.
 * Source: QEMU docs/pcie.txt; docs/igd-assign.txt.
 */
import { option, type QemuOption } from './qemu-option.ts';

const FIRST_DEVICE = 0x10;

export class RootPorts {
  readonly #purposes: string[] = [];

  /** @returns the id of a fresh port, for `bus=`. */
  add(purpose: string): string {
    this.#purposes.push(purpose);
    return `port${this.#purposes.length}`;
  }

  options(): QemuOption[] {
    const total = this.#purposes.length;
    return this.#purposes.map((purpose, n) => {
      const device = FIRST_DEVICE + Math.floor(n / 8);
      const fn = n % 8;
      const hasSiblings = fn === 0 && n + 1 < total;
      return option(
        '-device',
        'pcie-root-port',
        {
          id: `port${n + 1}`,
          bus: 'pcie.0',
          chassis: n + 1,
          slot: n + 1,
          addr: `0x${device.toString(16)}.${fn}`,
          multifunction: hasSiblings ? 'on' : null,
        },
        `Root port for ${purpose}.`,
      );
    });
  }
}
