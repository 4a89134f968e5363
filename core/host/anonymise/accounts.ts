/**
 * Accounts that every system of a kind has, and those that a person made.
 * Source: login.defs(5), UID_MIN and GID_MIN 1000; systemd docs/UIDS-GIDS.md; Debian base-passwd.
 */
const PEOPLE: readonly (readonly [first: number, last: number])[] = [
  [1000, 59_999],
  // systemd-homed.
  [60_001, 60_513],
  // Directories (AD, LDAP) number their people from above what sixteen bits hold.
  [65_536, 0xffff_fffd],
];
/** Groups that passthrough guides have people make: their names are facts about the host. */
const KNOWN_GROUPS = new Set(
  (
    'root wheel sudo adm kvm vfio libvirt libvirt-qemu qemu iommu video render audio input disk storage plugdev users ' +
    'docker netdev lp scanner cdrom dialout tty uucp power network games sys log rfkill optical floppy nogroup nobody ' +
    'autologin wireshark vboxusers podman lxd incus realtime gamemode memlock hugetlb hugepages tape kmem seat pipewire jackuser audio rtkit systemd-journal'
  ).split(' '),
);

/** @param uid null: not known, so the name may be a person's. */
export function isOwnUser(name: string, uid: number | null): boolean {
  if (uid === null) return name !== 'root';
  return isOfPeople(uid);
}

export function isOwnGroup(name: string, gid: number | null): boolean {
  if (KNOWN_GROUPS.has(name)) return false;
  return gid === null || isOfPeople(gid);
}

const isOfPeople = (id: number) => PEOPLE.some(([first, last]) => id >= first && id <= last);

/** `ada@corp.example`, `CORP\\ada`: how sssd and winbind call accounts of a directory. null: no such name. */
export function splitAccount(name: string): { name: string; domain: string } | null {
  const [, local, domain] = /^([^@\\]+)@([^@\\]+)$/s.exec(name) ?? [];
  if (local !== undefined && domain !== undefined) return { name: local, domain };
  const [, before, behind] = /^([^@\\]+)\\([^@\\]+)$/s.exec(name) ?? [];
  return before !== undefined && behind !== undefined ? { name: behind, domain: before } : null;
}
