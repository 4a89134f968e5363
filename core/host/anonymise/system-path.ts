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

/** Roots of people's files that may be recognised in running text. */
export const TEXT_ROOTS = /^\/(?:mnt|media|srv|export|exports|data|storage|Volumes)(?=\/)/;
