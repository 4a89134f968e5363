import { expect, test } from 'vitest';
import { isNetworkMount } from './network-mount.ts';

test.each([
  ['nfs4', 'nas:/home', true],
  ['nfs', '[fd00::2]:/home', true],
  ['cifs', '//nas/home', true],
  ['ceph', '10.0.0.1,10.0.0.2:/', true],
  ['fuse.sshfs', 'ada@nas:/home', true],
  ['fuse.glusterfs', 'nas:volume', true],
  ['9p', '10.0.0.1', true],
  ['9p', 'hostshare', false],
  ['9p', '127.0.0.1', false],
  ['nfs4', 'localhost:/home', false],
  ['nfs4', '127.0.0.1:/home', false],
  ['cifs', '//127.0.0.1/home', false],
  ['fuse.sshfs', 'ada@localhost:/home', false],
  ['ext4', '/dev/sda1', false],
  ['fuse.portal', 'portal', false],
])('%s of %s: %s', (type, source, expected) => expect(isNetworkMount({ type, source })).toBe(expected));
