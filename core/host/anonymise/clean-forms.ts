/** Replaces what is a name by its form alone: UUIDs, addresses, worldwide names. */
import {
  BARE_UUID,
  CONTAINER_ID,
  ESCAPED_UUID,
  EUI64,
  HARDWARE_ADDRESS,
  IPV4,
  IPV6,
  ISCSI_NAME,
  LVM_UUID,
  MACHINE_SCOPE,
  NAMED_BY_ADDRESS,
  RAID_UUID,
  UUID,
  WORLD_WIDE_NAME,
} from './forms.ts';
import { isExampleAddress, isStandIn } from './stand-in.ts';
import type { StandIns } from './stand-ins.ts';

/** @param fixed texts such as kernel releases, in which four numbers are no address. */
export function cleanForms(given: string, as: StandIns, fixed: readonly string[]): string {
  let text = given;
  if (!/[0-9a-f]/i.test(text)) return text;
  for (const pattern of [UUID, ESCAPED_UUID, BARE_UUID, RAID_UUID, LVM_UUID])
    text = text.replace(pattern, name => as.uuid(name));
  text = text.replace(CONTAINER_ID, name => as.machine(name));
  text = text
    .replace(WORLD_WIDE_NAME, name => as.serial(name))
    .replace(ISCSI_NAME, name => as.host(name))
    .replace(MACHINE_SCOPE, name => (isStandIn(name) ? name : as.machine(name)))
    .replace(NAMED_BY_ADDRESS, (whole, kind: string, digits: string) =>
      digits.startsWith('020000') ? whole : as.hardware(whole, digits, address => kind + address.replaceAll(':', '')),
    );
  if (text.includes(':') || text.includes('-'))
    text = text
      .replace(EUI64, name => as.serial(name))
      .replace(HARDWARE_ADDRESS, name =>
        isExampleAddress(name) ? name : as.hardware(name, name.replace(/[:-]/g, ''), address => address),
      );
  // Before those of IPv6, which may end in one: ::ffff:203.0.113.7.
  text = text.replace(IPV4, name =>
    isExampleAddress(name) || fixed.some(one => one.includes(name)) ? name : as.ipv4(name),
  );
  if (!text.includes('::') && text.split(':').length <= 7) return text;
  return text.replace(IPV6, name => (isExampleAddress(name) ? name : as.ipv6(name)));
}
