/**
 * For each way of booting: which file or command holds the kernel's arguments.
 *
 * Source: GRUB manual ("Simple configuration handling") with update-grub(8) of Debian; grubby(8); kernel-install(8) and
 * loader.conf(5) of systemd; sdbootutil of openSUSE; rpm-ostree(1); bootc documentation ("Kernel arguments"); ostree
 * admin kargs; NixOS manual (boot.kernelParams); Proxmox VE administration guide ("Host Bootloader"); kernelstub(1);
 * Limine CONFIG.md and limine-entry-tool; rEFInd manual ("refind_linux.conf"); extlinux, zipl(8), lilo.conf(5).
 */
import type { ArgumentPlace } from './argument-place.ts';
import { type BootFileKind, present } from './boot-evidence.ts';

export const NAMES = {
  'rpm-ostree': 'rpm-ostree',
  bootc: 'bootc',
  ostree: 'OSTree',
  nixos: 'NixOS',
  unraid: 'Unraid (syslinux)',
  kernelstub: 'kernelstub with systemd-boot',
  proxmox: 'proxmox-boot-tool with systemd-boot',
  'proxmox-grub': 'proxmox-boot-tool with GRUB',
  grub: 'GRUB',
  'grub-bls': 'GRUB with boot loader entries',
  'systemd-boot': 'systemd-boot',
  'unified-image': 'a unified kernel image',
  limine: 'Limine',
  refind: 'rEFInd',
  extlinux: 'extlinux',
  'raspberry-pi': 'the Raspberry Pi firmware',
  zipl: 'zipl',
  lilo: 'LILO',
} as const;
export type LoaderKind = keyof typeof NAMES;

const command = (add: string, remove: string): ArgumentPlace => ({ how: 'command', add, remove });
const edit = (file: string, inside: string, apply: string | null): ArgumentPlace => ({
  how: 'edit',
  file,
  inside,
  apply,
});

const FIXED = {
  'rpm-ostree': command(
    'rpm-ostree kargs --append-if-missing=ARGUMENT',
    'rpm-ostree kargs --delete-if-present=ARGUMENT',
  ),
  ostree: command(
    'ostree admin kargs edit-in-place --append-if-missing=ARGUMENT',
    'ostree admin kargs edit-in-place --delete-if-present=ARGUMENT',
  ),
  bootc: edit('/usr/lib/bootc/kargs.d/10-vfio.toml of the image', 'the list kargs', 'bootc upgrade'),
  nixos: edit('/etc/nixos/configuration.nix', 'boot.kernelParams', 'nixos-rebuild boot'),
  unraid: edit('/boot/syslinux/syslinux.cfg', 'the line append of the entry that starts', null),
  kernelstub: command('kernelstub --add-options ARGUMENT', 'kernelstub --delete-options ARGUMENT'),
  proxmox: edit('/etc/kernel/cmdline', 'its only line', 'proxmox-boot-tool refresh'),
  'proxmox-grub': edit('/etc/default/grub', 'GRUB_CMDLINE_LINUX_DEFAULT', 'proxmox-boot-tool refresh'),
  'grub-bls': command(
    'grubby --update-kernel=ALL --args=ARGUMENT',
    'grubby --update-kernel=ALL --remove-args=ARGUMENT',
  ),
  'raspberry-pi': edit('/boot/firmware/cmdline.txt', 'its only line', null),
  zipl: edit('/etc/zipl.conf', 'the line parameters', 'zipl'),
  lilo: edit('/etc/lilo.conf', 'the line append', 'lilo'),
} as const satisfies Partial<Record<LoaderKind, ArgumentPlace>>;

const has = (files: readonly string[], kind: BootFileKind) => present(files, kind).length > 0;

/** The same loader is driven by different tools on different distributions. */
const DEPENDENT: Record<Exclude<LoaderKind, keyof typeof FIXED>, (files: readonly string[]) => ArgumentPlace> = {
  grub: files => edit('/etc/default/grub', 'GRUB_CMDLINE_LINUX_DEFAULT', makeGrubConfiguration(files)),
  'systemd-boot': files => {
    if (has(files, 'sdbootManage')) return edit('/etc/sdboot-manage.conf', 'LINUX_OPTIONS', 'sdboot-manage gen');
    if (has(files, 'kernelCommandLine')) return edit('/etc/kernel/cmdline', 'its only line', rebuildEntries(files));
    const configuration = present(files, 'systemdBoot')[0] ?? '/boot/loader/loader.conf';
    return edit(configuration.replace(/loader\.conf$/, 'entries/*.conf'), 'the line options', null);
  },
  'unified-image': files => edit('/etc/kernel/cmdline', 'its only line', rebuildImage(files)),
  limine: files =>
    has(files, 'limineEntryTool')
      ? edit('/etc/default/limine', 'KERNEL_CMDLINE[default]', 'limine-update')
      : edit(present(files, 'limine')[0] ?? '/boot/limine.conf', 'the line cmdline of the entry', null),
  refind: () => edit('/boot/refind_linux.conf', 'the second text of each line', null),
  extlinux: files => {
    if (has(files, 'updateExtlinux'))
      return edit('/etc/update-extlinux.conf', 'default_kernel_opts', 'update-extlinux');
    if (has(files, 'uBoot')) return edit('/etc/default/u-boot', 'U_BOOT_PARAMETERS', 'u-boot-update');
    return edit('/boot/extlinux/extlinux.conf', 'the line append', null);
  },
};

export function placeOf(kind: LoaderKind, files: readonly string[]): ArgumentPlace {
  const place = { ...FIXED, ...DEPENDENT }[kind];
  return typeof place === 'function' ? place(files) : place;
}

function makeGrubConfiguration(files: readonly string[]): string {
  if (present(files, 'updateGrub').length > 0) return 'update-grub';
  const isSecond = present(files, 'grub2').length > 0 || files.includes('/boot/grub2/grub.cfg');
  return isSecond ? 'grub2-mkconfig -o /boot/grub2/grub.cfg' : 'grub-mkconfig -o /boot/grub/grub.cfg';
}

function rebuildEntries(files: readonly string[]): string {
  if (present(files, 'sdbootutil').length > 0) return 'sdbootutil update-all-entries';
  if (present(files, 'reinstallKernels').length > 0) return 'reinstall-kernels';
  return 'kernel-install add-all';
}

/** Where kernel-install is set up, it builds the image; else the initramfs tool does. */
function rebuildImage(files: readonly string[]): string {
  if (present(files, 'installConfiguration').includes('/etc/kernel/install.conf')) return rebuildEntries(files);
  if (present(files, 'mkinitcpio').length > 0) return 'mkinitcpio -P';
  return present(files, 'dracut').length > 0 ? 'dracut --force --regenerate-all' : rebuildEntries(files);
}
