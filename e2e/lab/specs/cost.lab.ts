/** What the host loses, on a host that we have just made to depend on its devices. */
import { expect, test } from 'vitest';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import { check, type Findings, scan } from '../bindery.ts';
import type { Lab } from '../lab.ts';
import { groupsAtBoot } from '../machines.ts';
import { spec } from '../spec.ts';

const SMALL = ['--memory', '256M', '--firmware', 'seabios', '--network', 'none'];

/** Codes about cost and holders alone. */
const costs = (findings: Findings) => [...findings.keys()].filter(code => /^(cost|holders)\//.test(code)).sort();

const checkOne = (host: HostSnapshot, bdf: string) => check(host, ['-d', bdf, ...SMALL]);

/** A partition with a file system and one for swap, a loop device in the first, and a VLAN on a bridge on the NIC. */
const BUILD = `
  printf 'o\\nn\\np\\n1\\n\\n+256M\\nn\\np\\n2\\n\\n\\nw\\n' | fdisk /dev/nvme0n1 >/dev/null
  mke2fs /dev/nvme0n1p1 >/dev/null
  mkdir -p /mnt/disk /mnt/image
  mount -t ext4 /dev/nvme0n1p1 /mnt/disk
  dd if=/dev/zero of=/mnt/disk/image bs=1M count=8 2>/dev/null
  losetup /dev/loop0 /mnt/disk/image
  mke2fs /dev/loop0 >/dev/null
  mount -t ext4 /dev/loop0 /mnt/image
  mkswap /dev/nvme0n1p2 >/dev/null
  swapon /dev/nvme0n1p2
  brctl addbr br0
  brctl addif br0 $NIC
  ip link set $NIC up
  ip link set br0 up
  ip link add link br0 name br0.5 type vlan id 5
  ip link set br0.5 up
  ip addr add 10.77.0.2/24 dev br0.5
  ip route add default via 10.77.0.1
`;

const CLEAR = `
  ip link del br0.5 2>/dev/null || true
  ip link set br0 down && brctl delbr br0
  ip link set $NIC down
  swapoff /dev/nvme0n1p2
  umount /mnt/image
  losetup -d /dev/loop0
  umount /mnt/disk
`;

/** Does something while the host uses its disk and its NIC. */
async function whileInUse(lab: Lab, work: (nic: string) => Promise<void>): Promise<void> {
  await lab.modprobe(['crc32c_generic', 'ext4']);
  for (const name of ['loop', 'bridge', '8021q']) await lab.modprobe(name);
  const nic = (await lab.shell(`ls /sys/bus/pci/devices/${lab.devices.nic}/net`)).trim();
  const words = (script: string) => lab.shell(`NIC=${nic}\n${script}`);
  await words(BUILD);
  try {
    await work(nic);
  } finally {
    await words(CLEAR);
  }
}

spec('cost', { ci: ['6.12 intel'], on: groupsAtBoot }, lab => {
  test('a disk with a mount, an image on it and swap, and a NIC below a bridge and a VLAN', async () => {
    await whileInUse(lab(), async nic => {
      const host = await scan(lab());
      expect(await checkOne(host, lab().devices.nvme)).toEqual('?');
      expect(await checkOne(host, lab().devices.nic)).toEqual(nic);
    });
  });
  test('nothing', async () => {
    const host = await scan(lab());
    expect(costs(await checkOne(host, lab().devices.nvme))).toEqual('?');
  });
});
