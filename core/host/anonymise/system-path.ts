/** Paths that every Linux has, and those that people make. Source: hier(7), file-hierarchy(7). */
const SYSTEM_ROOTS = new Set(
  'bin boot dev efi etc gnu lib lib32 lib64 libx32 lost+found nix opt ostree proc root run sbin snap sys sysroot tmp usr var'.split(
    ' ',
  ),
);
/** Below these the next name is a person's: its user, or a folder or medium of theirs. */
const PEOPLE =
  /^\/(?:(?:var\/|mnt\/)?home|Users|run\/media|var\/mnt|var\/lib\/AccountsService\/(?:users|icons)|var\/spool\/cron(?:\/crontabs)?|var\/(?:spool\/)?mail)(?=\/|$)/;

/** A path of which only single names may be somebody's. */
export function isSystemPath(path: string): boolean {
  const [, root = ''] = path.split('/');
  return root === '' || (SYSTEM_ROOTS.has(root) && peopleFolderOf(path) === null);
}

/** The part of a path below which people's names stand; null: there is none. */
export function peopleFolderOf(path: string): string | null {
  const folder = PEOPLE.exec(path)?.[0] ?? null;
  // /media/cdrom is a folder, /media/ada/disk is ada's.
  return folder ?? (/^\/media\/[^/]+\/./.test(path) ? '/media' : null);
}

/** Folders that a system has, down to the last name that says nothing. Source: file-hierarchy(7), hier(7). */
const WELL_KNOWN =
  /^\/(?:(?:dev|proc|sys|run|snap|ostree|sysroot|lost\+found|bin|sbin|lib\w{0,3})(?:\/.*)?|boot(?:\/(?:efi|grub2?|loader))?|efi|tmp|root|opt|nix(?:\/(?:store|var))?|gnu(?:\/store)?|etc(?:\/(?:pve|nixos|libvirt|ssh|NetworkManager|hosts|hostname|resolv\.conf))?|usr(?:\/(?:s?bin|lib\w{0,4}|share|src|local(?:\/(?:s?bin|lib|share|src|etc|games|include|man))?))?|var(?:\/(?:log(?:\/(?:audit|journal))?|tmp|run|lock|opt|local|backups|crash|db|empty|games|www(?:\/html)?|cache(?:\/(?:apt|dnf|pacman|libvirt|fscache))?|spool(?:\/(?:cron|cups|mail|postfix))?|lib(?:\/(?:libvirt(?:\/(?:images|qemu|swtpm|boot|filesystems))?|docker(?:\/(?:volumes|overlay2|btrfs|zfs|containers|image))?|containers(?:\/storage(?:\/(?:overlay|volumes|btrfs))?)?|containerd|machines|portables|lxc|lxcfs|lxd|incus|vz(?:\/(?:images|template|dump|private))?|pve-cluster|ceph|kubelet|rancher|longhorn|mysql|postgresql|nfs(?:\/rpc_pipefs)?|flatpak|snapd|systemd|swtpm|swtpm-localca|NetworkManager|bluetooth|gdm|sddm|apt|dpkg|pacman|rpm|nixos))?))?)(?=\/|$)/;

/** The part of a path that every system may have; what follows somebody named. */
export function wellKnownPartOf(path: string): string {
  return WELL_KNOWN.exec(path)?.[0] ?? '';
}

export const isWellKnownMount = (point: string): boolean => wellKnownPartOf(point) === point;

/** Roots of people's files that may be recognised in running text. */
export const TEXT_ROOTS = /^\/(?:mnt|media|srv|export|exports|data|storage|Volumes)(?=\/)/;
