/**
 * Mounts that lie on another computer. 9p is one only where its source is an address: over virtio it is a name.
 * Source: Linux fs/nfs, fs/smb/client, fs/ceph, fs/afs, net/9p/trans_fd.c (a source over TCP is an IP address); fuse(8), types `fuse.NAME`.
 */
import type { Mount } from '../host/schema/storage.ts';
import { fromText } from '../network/address.ts';

const TYPES =
  /^(nfs\d?|cifs|smb\d?|smbfs|ceph|afs|lustre|beegfs|glusterfs|fuse\.(sshfs|glusterfs|ceph|ceph-fuse|rclone|s3fs|davfs))$/;
/** The host itself. */
const LOOPBACK = /^(\/\/)?([^/@]*@)?(localhost|127\.\d+\.\d+\.\d+|\[::1\])[:/]/;

export function isNetworkMount({ type, source }: Pick<Mount, 'type' | 'source'>): boolean {
  if (type === '9p') return fromText(source) !== null && !source.startsWith('127.') && source !== '::1';
  return TYPES.test(type) && !LOOPBACK.test(source);
}
