/**
 * /proc/self/mountinfo: what is mounted where.
 *
 * `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw`: the fields before ` - ` vary in number. Blanks,
 * tabs, line ends and backslashes inside a field are octal escapes.
 * Source: proc_pid_mountinfo(5); Linux fs/proc_namespace.c show_mountinfo(), mangle().
 */
import { type Malformed, malformed } from '../host/malformed.ts';
import type { Mount } from '../host/schema/storage.ts';

/** Other file systems without a block device number of their own that rest on disks or on a network. */
const BACKED_ELSEWHERE = new Set([
  'btrfs',
  'zfs',
  'bcachefs',
  'nfs',
  'nfs4',
  'cifs',
  'smb3',
  'ceph',
  '9p',
  'virtiofs',
  'afs',
  'lustre',
  'fuse.sshfs',
  'fuse.glusterfs',
]);

/** Every mount that rests on a block device, ZFS or a network, and whatever is mounted at `/`. */
export function parseMountinfo(text: string): Mount[] | Malformed {
  const mounts: Mount[] = [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  // The process that reads it has a root.
  if (lines.length === 0) return malformed('');
  for (const line of lines) {
    const mount = parseLine(line);
    if (mount === null) return malformed(line);
    if (!mount.number.startsWith('0:') || BACKED_ELSEWHERE.has(mount.type) || mount.point === '/') mounts.push(mount);
  }
  return mounts;
}

function parseLine(line: string): Mount | null {
  const separator = line.indexOf(' - ');
  if (separator < 0) return null;
  const [id = '', parent = '', number = '', root, point] = line.slice(0, separator).split(' ');
  // The source may be empty; then two blanks follow the type.
  const [type, source, options] = line.slice(separator + 3).split(' ');
  if (!/^\d+$/.test(id) || !/^\d+$/.test(parent) || !/^\d+:\d+$/.test(number)) return null;
  if (root === undefined || !point?.startsWith('/') || !type || source === undefined || options === undefined)
    return null;
  return { point: unescapeOctal(point), type: unescapeOctal(type), source: unescapeOctal(source), number };
}

/** The kernel escapes single bytes below 0x80 only, so that each is one character. */
function unescapeOctal(field: string): string {
  return field.includes('\\')
    ? field.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
    : field;
}
