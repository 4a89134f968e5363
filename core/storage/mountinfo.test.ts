import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseMountinfo } from './mountinfo.ts';

const HEALTHY = `22 61 0:20 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw
61 1 253:0 / / rw,relatime shared:1 - ext4 /dev/mapper/fedora-root rw,seclabel
88 61 0:45 /home /home rw,relatime shared:40 - btrfs /dev/nvme0n1p3 rw,ssd,subvol=/home
92 61 0:50 / /tank rw - zfs tank/home rw,xattr,noacl
95 61 0:61 / /srv/media rw master:3 propagate_from:2 - nfs4 nas:/media rw,vers=4.2
99 61 8:17 / /mnt/two\\040words\\011tab\\134back rw - fuseblk /dev/sdb1 rw
101 61 0:70 / /run/user/1000 rw - tmpfs tmpfs rw
`;

test('keeps what rests on disks, ZFS or a network', () => {
  expect(parseMountinfo(HEALTHY)).toEqual([
    { point: '/', type: 'ext4', source: '/dev/mapper/fedora-root', number: '253:0' },
    { point: '/home', type: 'btrfs', source: '/dev/nvme0n1p3', number: '0:45' },
    { point: '/tank', type: 'zfs', source: 'tank/home', number: '0:50' },
    { point: '/srv/media', type: 'nfs4', source: 'nas:/media', number: '0:61' },
    { point: '/mnt/two words\ttab\\back', type: 'fuseblk', source: '/dev/sdb1', number: '8:17' },
  ]);
});

test('the root is kept, whatever it is', () => {
  expect(parseMountinfo('1 0 0:30 / / rw - overlay overlay rw,lowerdir=/a\n')).toEqual([
    { point: '/', type: 'overlay', source: 'overlay', number: '0:30' },
  ]);
});

test('an empty source is no lack of one', () => {
  expect(parseMountinfo('5 1 8:1 / /a rw -  ext4  rw\n')).toEqual({ malformed: '5 1 8:1 / /a rw -  ext4  rw' });
  expect(parseMountinfo('5 1 8:1 / /a rw - ext4  rw\n')).toMatchObject([{ source: '', type: 'ext4' }]);
});

test.each([
  '',
  '36 35 98:0 / /mnt rw ext3 /dev/root rw',
  '36 35 98 / /mnt rw - ext3 a rw',
  '36 35 98:0 / mnt rw - ext3 a rw',
])('%j is none', text => expect(parseMountinfo(text)).toHaveProperty('malformed'));

test('answers to any text', () => expectAnswerToAnyText(parseMountinfo, HEALTHY));
