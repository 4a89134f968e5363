/** File systems that another machine serves: their source names it. */
import type { Mount } from '../schema/storage.ts';

const TYPE = /^(?:nfs\d?|cifs|smb\d?|smbfs|ceph|glusterfs|fuse\.(?:sshfs|glusterfs|rclone|s3fs)|afs|9p|davfs)$/;

export const isNetworkFileSystem = (type: string): boolean => TYPE.test(type);

/** `nas:/export`, `//nas/share`, `ada@nas:`. */
export function splitShare(source: string): { slashes: string; user: string; server: string; rest: string } {
  const [, slashes = '', user = '', server = '', rest = ''] =
    /^(\/\/)?(?:([^@/:]+)@)?(\[[^\]]*\]|[^/:]+)(.*)$/s.exec(source) ?? [];
  return { slashes, user, server, rest };
}

/** The name of the serving machine; null: there is none, or it is an address. */
export function serverOf({ type, source }: Pick<Mount, 'type' | 'source'>): string | null {
  if (!isNetworkFileSystem(type)) return null;
  const { server } = splitShare(source);
  return server === '' || /^(?:\[.*|[\d.]+)$/s.test(server) ? null : server;
}
