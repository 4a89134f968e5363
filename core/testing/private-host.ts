/** A host full of names that belong to somebody, for tests of what leaves it. Every name here is made up. */
import type { HostSnapshot } from '../host/snapshot.ts';
import { unmeasuredFunction, unmeasuredHost } from '../host/unmeasured-host.ts';
import type { Bdf } from '../pci/bdf.ts';

export type PrivateNames = {
  user: string;
  host: string;
  group: string;
  volumeGroup: string;
  label: string;
  uuid: string;
  luksUuid: string;
  hardware: string;
  address: string;
  folder: string;
  product: string;
};

export const PRIVATE_NAMES: PrivateNames = {
  user: 'zaphod',
  host: 'magrathea.betelgeuse.example',
  group: 'vogons',
  volumeGroup: 'heart-of-gold',
  label: 'MARVIN',
  uuid: '6f1c2e9a-57d0-4b7e-9a41-0f6f2f6c5b1d',
  luksUuid: '0a1b2c3d-4e5f-4061-8273-94a5b6c7d8e9',
  hardware: '3c:7c:3f:12:ab:9e',
  address: '10.42.23.5',
  folder: 'babelfish',
  product: 'Trillian’s Keyboard',
};

/** DSN capability at 0x100, alone in its list: 11-22-33-44-55-66-77-88. */
const SERIAL = '8877665544332211';
const CONFIG = `${'861021811000'.padEnd(2 * 0x34, '0')}40${'0'.repeat(2 * (0x40 - 0x35))}${'0'.repeat(2 * 0xc0)}03000100${SERIAL}${'0'.repeat(8)}`;

export function privateHost(names: PrivateNames = PRIVATE_NAMES): HostSnapshot {
  const gap = { unknown: 'denied', source: '/proc/iomem', detail: 'EACCES' } as const;
  const bdf = '0000:01:00.0' as Bdf;
  const mac = names.hardware.replaceAll(':', '');
  const bare = names.luksUuid.replaceAll('-', '');
  const vg = names.volumeGroup.replaceAll('-', '--');
  const device = (name: string, number: string, parts: object) => ({
    name,
    number,
    sizeBytes: 1024,
    partitionOf: null,
    madeOf: [],
    functions: [bdf],
    ways: [[bdf]],
    mapper: null,
    raidLevel: null,
    backingFile: null,
    signature: null,
    raidMissing: null,
    raidDisks: null,
    raidMembers: null,
    ...parts,
  });
  const host = unmeasuredHost(gap, { origin: { kind: 'live' }, takenAt: '2026-01-01T00:00:00.000Z' });
  return {
    ...host,
    hostName: names.host,
    kernel: {
      release: '6.6.87.2-custom',
      lockdown: 'none',
      commandLine: [
        'BOOT_IMAGE=/vmlinuz-6.6.87.2-custom',
        `root=UUID=${names.uuid}`,
        `rd.luks.uuid=luks-${names.luksUuid}`,
        `rd.luks.name=${names.luksUuid}=luks-${names.luksUuid}`,
        `rd.lvm.lv=${names.volumeGroup}/${names.folder}`,
        `resume=LABEL=${names.label}`,
        `ip=${names.address}::10.42.23.1:255.255.255.0:${names.host}:enx${mac}:none`,
        `systemd.hostname=${names.host}`,
        `BOOTIF=01-${names.hardware.replaceAll(':', '-')}`,
        `ifname=lan0:${names.hardware}`,
        'rd.md.uuid=c0ffee01:11223344:55667788:99aabbcc',
        'rd.iscsi.password=vogsphere',
        'netroot=iscsi:wowbagger:vogsphere@10.42.23.9::::iqn.2009-06.example.krikkit:disk',
        'url=https://wowbagger:vogsphere@krikkit.example/x',
        'wg.key=dm9nc3BoZXJl/dm9nc3BoZXJl=',
        'rd.luks.key=/keys/disk.key',
        'ip=[fd12:3456:789a::1]:::64:krikkit:lan0:off',
        'nfsroot=krikkit.example:/srv/x',
        'root=live:CDLABEL=VOGONPOETRY',
        'real_root=/dev/squornshellous/zeta',
        'cryptdevice=/dev/squornshellous/crypt:zeta',
        'rootflags=subvol=@squornshellous',
        'intel_iommu=on',
        'vfio-pci.ids=10de:2484,10de:228b',
      ],
    },
    functions: [
      { ...unmeasuredFunction(gap, bdf), classCode: 0x010802, driver: 'nvme', iommuGroup: 12, config: CONFIG },
    ],
    storage: {
      blockDevices: [
        device('nvme0n1', '259:0', {}),
        device('nvme0n1p2', '259:2', {
          partitionOf: 'nvme0n1',
          signature: { type: 'crypto_LUKS', label: null, uuid: names.luksUuid },
        }),
        device('dm-0', '254:0', {
          madeOf: ['nvme0n1p2'],
          mapper: { name: `luks-${names.luksUuid}`, uuid: `CRYPT-LUKS2-${bare}-luks-${names.luksUuid}` },
        }),
        device('dm-1', '254:1', {
          madeOf: ['dm-0'],
          mapper: { name: `${vg}-${names.folder.replaceAll('-', '--')}`, uuid: `LVM-${'aB3'.repeat(21)}x` },
          signature: { type: 'ext4', label: names.label, uuid: names.uuid },
        }),
        device('loop3', '7:3', { backingFile: `/home/${names.user}/${names.folder}/${names.folder}.img` }),
      ] as never,
      mounts: [
        {
          point: '/',
          type: 'ext4',
          source: `/dev/mapper/${vg}-${names.folder.replaceAll('-', '--')}`,
          number: '254:1',
        },
        { point: `/home/${names.user}/${names.folder}`, type: 'ext4', source: '/dev/nvme0n1p2', number: '259:2' },
        { point: `/run/media/${names.user}/${names.label}`, type: 'vfat', source: '/dev/sdb1', number: '8:17' },
        {
          point: `/mnt/${names.folder}`,
          type: 'nfs4',
          source: `nas.${names.host}:/export/${names.folder}`,
          number: '0:55',
        },
        { point: '/var/lib/libvirt/images/slartibartfast', type: 'xfs', source: '/dev/sdc1', number: '8:33' },
        { point: '/opt/slartibartfast', type: 'cifs', source: '//krikkit/share', number: '0:57' },
        { point: '/usr/local/slartibartfast', type: 'xfs', source: '/dev/sdc2', number: '8:34' },
        { point: '/var/www/slartibartfast.example', type: 'xfs', source: '/dev/sdc3', number: '8:35' },
        { point: `/${names.folder}`, type: 'zfs', source: `${names.label}/${names.folder}`, number: '0:56' },
      ],
      btrfs: [{ uuid: names.uuid, devices: ['dm-1'] }],
      importedPools: [],
    },
    network: {
      interfaces: [
        { name: `enx${mac}`, function: null, lowers: [], state: 'up', kind: 'other', isVirtual: false },
        {
          name: `vpn-${names.host.slice(0, 8)}`,
          function: null,
          lowers: [`enx${mac}`],
          state: 'up',
          kind: 'other',
          isVirtual: false,
        },
        { name: 'enp5s0f1np1', function: bdf, lowers: [], state: 'up', kind: 'other', isVirtual: false },
      ],
      defaultRoutes: [{ interface: `enx${mac}`, family: 'ipv4' }],
      sshSessions: [
        { interface: `enx${mac}`, isOurs: true, source: `SSH_CONNECTION=${names.address} 50022 10.0.0.9 22` },
        {
          interface: `enx${mac}`,
          isOurs: false,
          source: 'SSH_CONNECTION=::ffff:203.0.113.77 50022 ::ffff:10.0.0.9 22',
        },
      ],
    },
    seat: {
      ...host.seat,
      inputs: [{ name: names.product, function: null, isKeyboard: true, isPointer: false, isVirtual: false }],
      usbDevices: [
        {
          port: '1-4',
          controller: bdf,
          vendorId: 1,
          productId: 2,
          product: `${names.user}'s Stick 4C530001234567`,
          isHub: false,
        },
        { port: '1-5', controller: bdf, vendorId: 1, productId: 2, product: 'Passport 575834314138', isHub: false },
        { port: '1-6', controller: bdf, vendorId: 1, productId: 2, product: 'iPhone de Fenchurch', isHub: false },
      ],
    },
    holders: {
      deviceFiles: [],
      processes: [
        { pid: 1, name: `${names.user.slice(0, 9)}-bkp`, uid: 1000, user: names.user, paths: ['/dev/dri/card0'] },
        { pid: 2, name: 'sh', uid: 60_124, user: 'agrajag', paths: [] },
        {
          pid: 3,
          name: 'sh',
          uid: 1_872_401_234,
          user: 'hotblack@disaster.example',
          paths: ['/home/disaster.example/hotblack/x'],
        },
      ],
      unreadableProcesses: 0,
    },
    memory: {
      ...host.memory,
      swaps: [{ path: `/mnt/${names.folder}/swapfile`, kind: 'file', sizeBytes: 1, usedBytes: 0 }],
      cgroupLimits: [
        {
          path: `/machine.slice/machine-qemu\\x2d1\\x2d${names.folder}.scope`,
          maxBytes: 1,
          highBytes: null,
          usedBytes: 0,
        },
        { path: '/user.slice/user-1000.slice/user@1000.service', maxBytes: 1, highBytes: null, usedBytes: 0 },
        { path: '/lxc/hooloovoo', maxBytes: 1, highBytes: null, usedBytes: 0 },
        { path: `/system.slice/docker-${'0badcafe'.repeat(8)}.scope`, maxBytes: 1, highBytes: null, usedBytes: 0 },
        { path: '/system.slice/hooloovoo-vm.service', maxBytes: 1, highBytes: null, usedBytes: 0 },
      ],
    },
    user: {
      ...host.user,
      uid: 1000,
      name: names.user,
      home: `/home/${names.user}`,
      groups: [
        { gid: 1000, name: names.user },
        { gid: 1003, name: names.group },
        { gid: 104, name: 'kvm' },
        { gid: 1_872_400_513, name: 'disaster fans@disaster.example' },
        { gid: 60_124, name: 'agrajags' },
      ],
      accountGroups: [{ gid: 1003, name: names.group }],
      memlockSettings: [
        {
          kind: 'pam-limit',
          file: `/etc/security/limits.d/10-${names.user}.conf`,
          line: 1,
          text: `${names.user} - memlock unlimited`,
          subject: names.user,
          limit: { soft: null, hard: null },
        },
        {
          kind: 'pam-limit',
          file: '/etc/security/limits.conf',
          line: 60,
          text: `@${names.group} hard memlock 1024`,
          subject: `@${names.group}`,
          limit: { hard: 1024 },
        },
      ],
    },
    deviceNodes: [
      { path: '/dev/kvm', kind: 'kvm', mode: 0o660, uid: 0, gid: 104, acl: ['user:1000:rw-'], mayOpen: true },
    ],
    security: {
      ...host.security,
      udevRules: [
        {
          file: `/etc/udev/rules.d/10-${names.user}.rules`,
          line: 3,
          text: `SUBSYSTEM=="vfio", OWNER="${names.user}", GROUP="${names.group}", ATTRS{serial}=="4C530001234567" # by Lunkwill <fook@deep-thought.example>`,
        },
      ],
    },
    kernelLog: {
      source: 'journalctl -k',
      totalLines: 6,
      isTruncated: false,
      lines: [
        { seconds: 1, text: `Command line: root=UUID=${names.uuid} systemd.hostname=${names.host}` },
        { seconds: 2, text: `igc 0000:05:00.0 eth0: MAC: ${names.hardware.toUpperCase()}` },
        { seconds: 3, text: `EXT4-fs (dm-1): mounted filesystem ${names.uuid} r/w` },
        { seconds: 4, text: 'usb 1-6: Product: iPhone de Fenchurch' },
        {
          seconds: 5,
          text: 'Linux version 6.6.87 (fook@deep-thought.example) nfs: server krikkit.example not responding',
        },
        { seconds: 6, text: "vfio-pci 0000:01:00.0: BAR 1: can't reserve [mem 0xe0000000-0xefffffff 64bit pref]" },
      ],
      repeats: [],
    },
    qemu: [
      {
        path: `/home/${names.user}/${names.folder}/qemu-system-x86_64`,
        architecture: 'x86_64',
        version: { text: '9.2.0.1', major: 9, minor: 2, micro: 0 },
      },
    ],
    firmware: { unknown: 'denied', source: `/home/${names.user}/.config/qemu/firmware`, detail: 'EACCES' },
    unreadable: [{ source: `/home/${names.user}/.config/${names.folder}.json`, detail: `no JSON from ${names.host}` }],
  };
}
