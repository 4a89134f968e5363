/**
 * Accounts that every system of a kind has, and those that a person made.
 * Source: login.defs(5), UID_MIN and GID_MIN 1000; systemd UIDS-GIDS, 60000 and up for services; Debian base-passwd.
 */
const FIRST_PERSON = 1000;
const LAST_PERSON = 59_999;
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
  return uid >= FIRST_PERSON && uid <= LAST_PERSON;
}

export function isOwnGroup(name: string, gid: number | null): boolean {
  if (KNOWN_GROUPS.has(name)) return false;
  return gid === null || (gid >= FIRST_PERSON && gid <= LAST_PERSON);
}
