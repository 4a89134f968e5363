/**
 * A cpio archive in the "newc" form, which the kernel unpacks as its first root file system.
 * Source: Linux Documentation/driver-api/early-userspace/buffer-format.rst.
 */
import { dirname } from 'node:path/posix';

export type CpioEntry = { path: string; content: Buffer; executable?: boolean };

/** Folders come before what lies in them; everything belongs to root. */
export function formatCpio(folders: readonly string[], files: readonly CpioEntry[]): Buffer {
  const parts: Buffer[] = [];
  const made = new Set<string>(['.']);
  const put = (path: string, mode: number, content: Buffer) => {
    const name = Buffer.from(`${path}\0`);
    // c_ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
    const fields = [parts.length + 1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0];
    const head = `070701${fields.map(field => field.toString(16).padStart(8, '0')).join('')}`;
    parts.push(padded(Buffer.concat([Buffer.from(head), name])), padded(content));
  };
  const putFolder = (path: string) => {
    if (made.has(path)) return;
    putFolder(dirname(path));
    made.add(path);
    put(path, 0o040755, Buffer.alloc(0));
  };
  for (const folder of folders) putFolder(folder);
  for (const { path, content, executable } of files) {
    putFolder(dirname(path));
    put(path, executable ? 0o100755 : 0o100644, content);
  }
  put('TRAILER!!!', 0, Buffer.alloc(0));
  return Buffer.concat(parts);
}

/** Names (with their header) and contents both end on a multiple of four. */
function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
