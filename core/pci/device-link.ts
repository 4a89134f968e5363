/**
 * Which functions need which others, from the names in /sys/class/devlink: `pci:0000:09:00.0--pci:0000:09:00.1` says that
 * the second, the consumer, needs the first, its supplier. The kernel makes such links between the functions of a
 * graphics card. One folder has them all, so that the folders of the functions need not be listed.
 * Source: Linux drivers/base/core.c, device_link_add() ("%s:%s--%s:%s"; before 5.11 without the buses).
 */
import { type Bdf, compareBdf, parseBdf } from './bdf.ts';

export type DeviceLinks = { suppliersOf: ReadonlyMap<Bdf, Bdf[]>; consumersOf: ReadonlyMap<Bdf, Bdf[]> };

/** Links with an end that is no PCI function are passed over. */
export function parseDeviceLinks(names: readonly string[]): DeviceLinks {
  const pairs = names.flatMap(name => {
    const ends = name.split('--');
    const [supplier, consumer] = ends.map(end => parseBdf(end.replace(/^pci:/, '')));
    return ends.length === 2 && supplier && consumer ? [{ supplier, consumer }] : [];
  });
  return {
    suppliersOf: gather(pairs.map(pair => [pair.consumer, pair.supplier])),
    consumersOf: gather(pairs.map(pair => [pair.supplier, pair.consumer])),
  };
}

function gather(pairs: [Bdf, Bdf][]): Map<Bdf, Bdf[]> {
  const found = new Map<Bdf, Bdf[]>();
  for (const [key, value] of pairs) {
    const values = found.get(key);
    if (values) values.push(value);
    else found.set(key, [value]);
  }
  for (const values of found.values()) values.sort(compareBdf);
  return found;
}
