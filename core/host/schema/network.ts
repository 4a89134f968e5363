/** Network interfaces, how they are stacked, and what goes through them. Addresses are not kept. Source: Linux Documentation/ABI/testing/sysfs-class-net; proc_net(5). */
import { z } from 'zod';
import { bdf } from '../../pci/bdf.ts';
import { measured } from '../measured.ts';

export const networkInterface = z.object({
  name: z.string(),
  /** The PCI function behind it; null: virtual, or not PCI. A USB adapter counts for its USB controller. */
  function: bdf.nullable(),
  kind: z.enum(['bridge', 'bond', 'wireless', 'other']),
  /** Made by software: it is nothing without the hardware below, or somewhere else, that it sends through. */
  isVirtual: z.boolean(),
  /** Interfaces that this one rests on (`lower_*`): ports of a bridge or bond, the device of a VLAN. */
  lowers: z.array(z.string()),
  /** `up`, `down`, `unknown`, ... */
  state: measured(z.string()),
});
export type NetworkInterface = z.infer<typeof networkInterface>;

export const hostNetwork = z.object({
  interfaces: measured(z.array(networkInterface)),
  /** Interfaces that a default route leaves through. */
  defaultRoutes: measured(z.array(z.object({ interface: z.string(), family: z.enum(['ipv4', 'ipv6']) }))),
  /**
   * Interfaces that SSH sessions to this host come in through, each once. null: the session's address belongs to none
   * that could be found. `isOurs`: the session that Bindery runs in. `source`: the file that shows it.
   */
  sshSessions: measured(
    z.array(z.object({ interface: z.string().nullable(), isOurs: measured(z.boolean()), source: z.string() })),
  ),
});
export type HostNetwork = z.infer<typeof hostNetwork>;
