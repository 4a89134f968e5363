/** The names in a snapshot that belong to people and their machines, found where they stand as names. */
import { knownOr, type Measured } from '../measured.ts';
import type { HostSnapshot } from '../snapshot.ts';
import { isOwnGroup, isOwnUser, splitAccount } from './accounts.ts';
import { serverOf } from './network-share.ts';
import { personsIn } from './product.ts';
import { isStandIn } from './stand-in.ts';
import { isSystemPath, isWellKnownMount } from './system-path.ts';
import type { Vocabulary } from './vocabulary.ts';

export type Names = {
  users: ReadonlySet<string>;
  groups: ReadonlySet<string>;
  /** People who gave their name to a device. */
  persons: ReadonlySet<string>;
  hosts: ReadonlySet<string>;
  /** Folder of the scanning user, without a slash at its end; null: none of its own. */
  home: string | null;
  /** Names of device-mapper volumes, whole: `fedora-root`. */
  volumes: ReadonlySet<string>;
  /** `vg`, and `vg/lv`, as arguments and paths name volumes of LVM. */
  volumeGroups: ReadonlySet<string>;
  labels: ReadonlySet<string>;
  /** Of file systems, in whatever form libblkid gives them. */
  uuids: ReadonlySet<string>;
  mountPoints: ReadonlySet<string>;
  /** Those in the system's folders that somebody made: `/opt/customer`. */
  ownMounts: ReadonlySet<string>;
};

export function collectNames(host: HostSnapshot, vocabulary: Vocabulary): Names {
  const { user, storage } = host;
  const users = new Set<string>();
  const groups = new Set<string>();
  const add = (to: Set<string>, name: string | null | undefined) => {
    if (name && !isStandIn(name)) to.add(name);
  };
  const uid = knownOr(user.uid, null);
  const name = knownOr(user.name, null);
  if (name && isOwnUser(name, uid)) add(users, name);
  for (const holder of knownOr(host.holders.processes, []))
    if (holder.user && isOwnUser(holder.user, knownOr(holder.uid, null))) add(users, holder.user);
  for (const group of [...knownOr(user.groups, []), ...knownOr(user.accountGroups, [])])
    if (group.name && isOwnGroup(group.name, group.gid) && !users.has(group.name)) add(groups, group.name);
  const domains = new Set<string>();
  for (const own of [...users, ...groups]) {
    const account = splitAccount(own);
    if (!account) continue;
    domains.add(account.domain);
    if (users.has(own)) add(users, account.name);
  }
  const home = homeOf(host);
  add(users, home?.slice(home.lastIndexOf('/') + 1));
  const mounts = knownOr(storage.mounts, []);
  const devices = knownOr(storage.blockDevices, []);
  const telling = (text: string | null | undefined) =>
    text && !vocabulary.has(text) && !isStandIn(text) ? [text] : [];
  const mappers = devices.flatMap(device => known(device.mapper) ?? []);
  const signatures = devices.flatMap(device => known(device.signature) ?? []);
  return {
    users,
    groups,
    hosts: new Set([
      ...hostNames(host.hostName),
      ...[...domains, ...mounts.flatMap(mount => serverOf(mount) ?? [])].filter(one => !isStandIn(one)),
    ]),
    persons: new Set(products(host).flatMap(personsIn).flatMap(telling)),
    home,
    volumes: new Set(mappers.flatMap(mapper => telling(mapper.name))),
    volumeGroups: new Set(
      mappers.flatMap(mapper => (mapper.uuid.startsWith('LVM-') ? telling(splitVolume(mapper.name)?.group) : [])),
    ),
    labels: new Set(signatures.flatMap(signature => telling(signature.label))),
    uuids: new Set(signatures.flatMap(({ uuid }) => (uuid && !isStandIn(uuid) ? [uuid] : []))),
    mountPoints: new Set(mounts.map(mount => mount.point).filter(point => point.length > 1)),
    ownMounts: new Set(
      mounts.map(mount => mount.point).filter(point => isSystemPath(point) && !isWellKnownMount(point)),
    ),
  };
}

const known = <T>(fact: Measured<T | null>): T | null => knownOr<T | null>(fact, null);

function products({ seat }: HostSnapshot): string[] {
  return [
    ...knownOr(seat.usbDevices, []).map(device => device.product ?? ''),
    ...knownOr(seat.inputs, []).map(input => input.name),
    ...knownOr(seat.soundCards, []).map(card => card.name),
  ];
}

/** The whole name, the machine's part of it, and the domain: each may stand alone. */
function hostNames(hostName: Measured<string>): string[] {
  const name = knownOr(hostName, '');
  if (name === '' || isStandIn(name) || name === 'localhost') return [];
  const [machine = '', ...domain] = name.split('.');
  return [...new Set([name, machine, domain.join('.')])].filter(
    part => part !== '' && !/^local(domain|host)?$/.test(part),
  );
}

function homeOf(host: HostSnapshot): string | null {
  const home = (knownOr(host.user.home, null) ?? '').replace(/\/+$/, '');
  // Accounts of services live in the system's folders, which say nothing.
  return home.startsWith('/') && home !== '/nonexistent' && !isSystemPath(home) ? home : null;
}

/**
 * `vg` and `lv` of a volume of LVM; a hyphen inside a name is doubled, a third part names a hidden volume.
 * Source: lvm2 libdm/libdm-string.c, dm_build_dm_name().
 */
export function splitVolume(name: string): { group: string; volume: string; layer: string } | null {
  const parts = name.split(/(?<!-)-(?!-)/);
  if (parts.length < 2) return null;
  const [group = '', volume = '', ...layer] = parts.map(part => part.replaceAll('--', '-'));
  return { group, volume, layer: layer.map(part => `-${part}`).join('') };
}
