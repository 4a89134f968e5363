/** What the host loses, on a host that we have just made to depend on its devices. */
import { beforeAll, expect, test } from 'vitest';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import { check, scan, scanOnce } from '../bindery.ts';
import type { Lab } from '../lab.ts';
import { groupsAtBoot } from '../machines.ts';
import { spec } from '../spec.ts';

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

const HOLD = 'sh -c "exec 3</dev/nvme0n1p1; exec sleep 1000" </dev/null >/dev/null 2>&1 & echo $!';

/** The machine while it uses its disk and its NIC, and while a program has a partition open. */
async function scanInUse(lab: Lab): Promise<{ host: HostSnapshot; nic: string; pid: number }> {
  await lab.modprobe(['crc32c_generic', 'ext4']);
  for (const name of ['loop', 'bridge', '8021q']) await lab.modprobe(name);
  const nic = (await lab.shell(`ls /sys/bus/pci/devices/${lab.devices.nic}/net`)).trim();
  const script = (text: string) => lab.shell(`NIC=${nic}\n${text}`);
  await script(BUILD);
  const pid = Number(await lab.shell(HOLD));
  try {
    return { host: await scan(lab), nic, pid };
  } finally {
    await lab.shell(`kill ${pid}`);
    await script(CLEAR);
  }
}

spec('cost', { ci: ['6.12 intel'], on: groupsAtBoot }, lab => {
  let used: Awaited<ReturnType<typeof scanInUse>>;
  beforeAll(async () => {
    used = await scanInUse(lab());
  }, 240_000);

  const checkOne = (host: HostSnapshot, bdf: string) =>
    check(host, ['-d', bdf, '--memory', '256M', '--firmware', 'seabios', '--network', 'none']);

  test('a disk: the mount and the swap on it, each with its way down', async () => {
    const findings = await checkOne(used.host, lab().devices.nvme);
    expect(findings.get('cost/disk-in-use')?.facts).toMatchObject({
      fn: { bdf: lab().devices.nvme, driver: 'nvme' },
      losses: [
        { kind: 'file-system', what: '/mnt/disk', chain: ['/mnt/disk', 'nvme0n1p1', 'nvme0n1'] },
        { kind: 'swap', what: '/dev/nvme0n1p2', chain: ['swap /dev/nvme0n1p2', 'nvme0n1p2', 'nvme0n1'] },
      ],
    });
    expect([...findings.keys()]).not.toContain('cost/free');
  });

  test('the program that has a partition open, by number and name', async () => {
    const findings = await checkOne(used.host, lab().devices.nvme);
    expect(findings.get('holders/in-use')).toMatchObject({
      severity: 'warning',
      facts: { holders: [{ pid: used.pid, name: 'sleep', user: 'root', paths: ['/dev/nvme0n1p1'] }] },
    });
    expect([...findings.keys()]).not.toContain('holders/none');
  });

  test('a NIC: the default route over a VLAN on a bridge', async () => {
    const findings = await checkOne(used.host, lab().devices.nic);
    expect(findings.get('cost/host-loses-network')).toMatchObject({
      severity: 'blocker',
      facts: { routes: [{ interface: 'br0.5', chain: ['br0.5', 'br0', used.nic] }] },
    });
  });

  test('a USB controller: what is plugged into it', async () => {
    const findings = await checkOne(used.host, lab().devices.usb);
    expect(findings.get('cost/usb-devices')?.facts).toMatchObject({ devices: ['QEMU USB Keyboard'] });
  });

  test('the same NIC costs nothing while nobody uses it', async () => {
    const findings = await checkOne(await scanOnce(lab()), lab().devices.nic);
    expect(findings.get('cost/free')?.facts).toMatchObject({ fns: [{ bdf: lab().devices.nic }] });
    expect([...findings.keys()]).not.toContain('cost/host-loses-network');
  });
});
