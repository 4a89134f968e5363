import { expect, test } from 'vitest';
import type { HostSnapshot } from '../host/snapshot.ts';
import { decideBootLoader } from './boot-loader.ts';

type Case = { files: string[]; info?: string | null; arguments?: string[] };

const decide = ({ files, info = null, arguments: commandLine = ['ro', 'quiet'] }: Case) =>
  decideBootLoader({
    kernel: { release: '6.12.9', commandLine, lockdown: 'none' },
    platform: { bootFiles: files, loaderInfo: info } as unknown as HostSnapshot['platform'],
  });

const STUB = '/sys/firmware/efi/efivars/StubInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';
const DEBIAN = ['/boot/grub/grub.cfg', '/etc/default/grub', '/usr/sbin/update-grub', '/usr/bin/kernel-install'];
const image = ['BOOT_IMAGE=/boot/vmlinuz-6.12.9', 'ro'];
const grubDisk = ['BOOT_IMAGE=(hd0,gpt2)/vmlinuz-6.16.7', 'ro'];
const efi = ['initrd=\\initramfs-linux.img', 'rw'];

const edit = (file: string, inside: string, apply: string | null) => ({ how: 'edit', file, inside, apply });

test.each<[string, Case, string, object]>([
  [
    'Debian',
    { files: DEBIAN, arguments: image },
    'grub',
    edit('/etc/default/grub', 'GRUB_CMDLINE_LINUX_DEFAULT', 'update-grub'),
  ],
  [
    'Arch with GRUB',
    { files: ['/boot/grub/grub.cfg', '/etc/default/grub'], arguments: image },
    'grub',
    { apply: 'grub-mkconfig -o /boot/grub/grub.cfg' },
  ],
  [
    'openSUSE with GRUB',
    { files: ['/etc/default/grub', '/usr/sbin/grub2-mkconfig'], info: 'GRUB 2.12' },
    'grub',
    { apply: 'grub2-mkconfig -o /boot/grub2/grub.cfg' },
  ],
  [
    'Fedora',
    { files: ['/etc/default/grub', '/usr/sbin/grubby', '/etc/kernel/cmdline'], arguments: grubDisk },
    'grub-bls',
    { how: 'command', add: 'grubby --update-kernel=ALL --args=ARGUMENT' },
  ],
  [
    'Arch with systemd-boot and leftovers of GRUB',
    { files: ['/boot/grub/grub.cfg', '/boot/loader/loader.conf'], info: 'systemd-boot 257.13', arguments: efi },
    'systemd-boot',
    edit('/boot/loader/entries/*.conf', 'the line options', null),
  ],
  [
    'the same without an answer of the loader: the command line decides',
    { files: ['/boot/grub/grub.cfg', '/efi/loader/loader.conf'], arguments: efi },
    'systemd-boot',
    edit('/efi/loader/entries/*.conf', 'the line options', null),
  ],
  [
    'kernel-install',
    { files: ['/boot/efi/loader/loader.conf', '/etc/kernel/cmdline'], info: 'systemd-boot 258' },
    'systemd-boot',
    edit('/etc/kernel/cmdline', 'its only line', 'kernel-install add-all'),
  ],
  [
    'openSUSE with systemd-boot',
    { files: ['/etc/kernel/cmdline', '/usr/bin/sdbootutil'], info: 'systemd-boot 257.7+suse' },
    'systemd-boot',
    { apply: 'sdbootutil update-all-entries' },
  ],
  [
    'CachyOS with systemd-boot',
    { files: ['/etc/sdboot-manage.conf', '/boot/loader/loader.conf'], info: 'systemd-boot 257' },
    'systemd-boot',
    { file: '/etc/sdboot-manage.conf', apply: 'sdboot-manage gen' },
  ],
  [
    'a unified kernel image',
    { files: [STUB, '/boot/EFI/Linux', '/usr/bin/mkinitcpio', '/etc/kernel/cmdline'], info: 'systemd-boot 257.13' },
    'unified-image',
    edit('/etc/kernel/cmdline', 'its only line', 'mkinitcpio -P'),
  ],
  [
    'a unified kernel image of kernel-install',
    { files: [STUB, '/etc/kernel/install.conf', '/usr/bin/dracut'] },
    'unified-image',
    { apply: 'kernel-install add-all' },
  ],
  [
    'Limine with its tool',
    { files: ['/boot/limine.conf', '/etc/default/limine'], info: 'Limine 9.3.1' },
    'limine',
    edit('/etc/default/limine', 'KERNEL_CMDLINE[default]', 'limine-update'),
  ],
  ['plain Limine', { files: ['/efi/limine.conf'] }, 'limine', { file: '/efi/limine.conf', apply: null }],
  ['rEFInd', { files: ['/boot/refind_linux.conf'], info: 'rEFInd 0.14.2' }, 'refind', { apply: null }],
  [
    'Pop!_OS',
    { files: ['/etc/kernelstub/configuration', '/boot/efi/loader/loader.conf'], info: 'systemd-boot 255' },
    'kernelstub',
    { add: 'kernelstub --add-options ARGUMENT' },
  ],
  [
    'Silverblue',
    { files: ['/run/ostree-booted', '/usr/bin/rpm-ostree', '/usr/bin/bootc', '/usr/sbin/grubby'], arguments: grubDisk },
    'rpm-ostree',
    { add: 'rpm-ostree kargs --append-if-missing=ARGUMENT' },
  ],
  ['an image of bootc', { files: ['/run/ostree-booted', '/usr/bin/bootc'] }, 'bootc', { apply: 'bootc upgrade' }],
  ['OSTree alone', { files: ['/run/ostree-booted'] }, 'ostree', { how: 'command' }],
  ['NixOS', { files: ['/etc/NIXOS', '/boot/loader/loader.conf'], info: 'systemd-boot 257' }, 'nixos', {}],
  ['Unraid', { files: ['/etc/unraid-version'], arguments: ['BOOT_IMAGE=/bzimage'] }, 'unraid', {}],
  [
    'Proxmox on ZFS',
    { files: ['/etc/kernel/proxmox-boot-uuids', '/etc/kernel/cmdline', ...DEBIAN], info: 'systemd-boot 257' },
    'proxmox',
    edit('/etc/kernel/cmdline', 'its only line', 'proxmox-boot-tool refresh'),
  ],
  [
    'Proxmox with Secure Boot',
    { files: ['/etc/kernel/proxmox-boot-uuids', ...DEBIAN], info: 'GRUB 2.12' },
    'proxmox-grub',
    { file: '/etc/default/grub', apply: 'proxmox-boot-tool refresh' },
  ],
  ['Proxmox on ext4', { files: ['/usr/sbin/proxmox-boot-tool', ...DEBIAN], arguments: image }, 'grub', {}],
  [
    'Alpine',
    { files: ['/boot/extlinux/extlinux.conf', '/etc/update-extlinux.conf'], arguments: ['BOOT_IMAGE=vmlinuz-lts'] },
    'extlinux',
    { apply: 'update-extlinux' },
  ],
  ['s390', { files: ['/etc/zipl.conf'] }, 'zipl', { apply: 'zipl' }],
])('%s', (_, traces, kind, place) => {
  expect(decide(traces)).toMatchObject({ verdict: 'known', kind, place });
});

test('every answer comes with what it was seen by', () => {
  const loader = decide({ files: DEBIAN, arguments: image });
  expect(loader).toMatchObject({
    name: 'GRUB',
    evidence: [
      { source: '/proc/cmdline', observed: 'BOOT_IMAGE=/boot/vmlinuz-6.12.9' },
      { source: '/boot/grub/grub.cfg', observed: 'is there' },
      { source: '/etc/default/grub', observed: 'is there' },
      { source: '/usr/sbin/update-grub', observed: 'is there' },
    ],
  });
});

test('files of several, and nothing that says which ran, are ambiguous', () => {
  const loader = decide({ files: ['/etc/default/grub', '/boot/loader/loader.conf', '/boot/limine.conf'] });
  expect(loader).toMatchObject({
    verdict: 'ambiguous',
    candidates: [{ kind: 'grub' }, { kind: 'systemd-boot' }, { kind: 'limine' }],
  });
});

test.each([[[]], [['/usr/bin/kernel-install', '/usr/bin/dracut', '/etc/kernel/cmdline']]])(
  '%j names no loader',
  files => {
    expect(decide({ files })).toEqual({ verdict: 'unknown' });
  },
);

test('what could not be read is not taken for a "no"', () => {
  const gap = { unknown: 'denied', source: '/x', detail: 'EACCES' } as const;
  const traces = {
    kernel: { release: gap, commandLine: gap, lockdown: gap },
    platform: { bootFiles: DEBIAN, loaderInfo: gap } as unknown as HostSnapshot['platform'],
  };
  expect(decideBootLoader(traces)).toMatchObject({ verdict: 'known', kind: 'grub' });
});
