/**
 * The files by which boot loaders and initramfs tools are recognised. The scan asks only whether they are there.
 *
 * A program that comes with every systemd (`kernel-install`) proves nothing by itself; the deciders know.
 */
const EFI_STUB = '/sys/firmware/efi/efivars/StubInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';

/** Where the EFI system partition is mounted, as distributions do it. */
const ESP = ['/boot', '/efi', '/boot/efi'];

export const FILES = {
  /** One program or description owns the whole system, the kernel's arguments included. */
  ostree: ['/run/ostree-booted'],
  rpmOstree: ['/usr/bin/rpm-ostree'],
  bootc: ['/usr/bin/bootc'],
  nixos: ['/etc/NIXOS'],
  unraid: ['/etc/unraid-version'],
  proxmox: ['/etc/kernel/proxmox-boot-uuids'],
  kernelstub: ['/etc/kernelstub/configuration'],

  grub: ['/boot/grub/grub.cfg', '/boot/grub2/grub.cfg', '/etc/default/grub'],
  updateGrub: ['/usr/sbin/update-grub', '/usr/bin/update-grub'],
  grubby: ['/usr/sbin/grubby', '/usr/bin/grubby'],
  grub2: ['/usr/sbin/grub2-mkconfig', '/usr/bin/grub2-mkconfig'],

  systemdBoot: ESP.map(esp => `${esp}/loader/loader.conf`),
  /** A unified kernel image was started: kernel, initramfs and arguments in one signed file. */
  unifiedImage: [EFI_STUB],
  unifiedFolder: ESP.map(esp => `${esp}/EFI/Linux`),
  kernelCommandLine: ['/etc/kernel/cmdline'],
  kernelInstall: ['/usr/bin/kernel-install'],
  installConfiguration: ['/etc/kernel/install.conf', '/etc/kernel/uki.conf'],
  sdbootutil: ['/usr/bin/sdbootutil'],
  sdbootManage: ['/etc/sdboot-manage.conf'],
  reinstallKernels: ['/usr/bin/reinstall-kernels'],

  limine: ['/boot/limine.conf', '/boot/limine/limine.conf', '/efi/limine.conf', '/boot/efi/limine.conf'],
  limineEntryTool: ['/etc/default/limine'],
  refind: ['/boot/refind_linux.conf', ...ESP.map(esp => `${esp}/EFI/refind/refind.conf`)],
  extlinux: ['/boot/extlinux/extlinux.conf'],
  updateExtlinux: ['/etc/update-extlinux.conf'],
  uBoot: ['/usr/sbin/u-boot-update'],
  raspberry: ['/boot/firmware/cmdline.txt'],
  zipl: ['/etc/zipl.conf'],
  lilo: ['/etc/lilo.conf'],

  initramfsTools: ['/etc/initramfs-tools/initramfs.conf', '/usr/sbin/mkinitramfs'],
  dracut: ['/usr/bin/dracut', '/usr/sbin/dracut'],
  mkinitcpio: ['/usr/bin/mkinitcpio'],
  booster: ['/usr/bin/booster'],
  mkinitfs: ['/etc/mkinitfs/mkinitfs.conf'],
} as const satisfies Record<string, readonly string[]>;

export type BootFileKind = keyof typeof FILES;

export const BOOT_FILES: readonly string[] = [...new Set(Object.values(FILES).flat())];

/** Files of a kind that are there, in the order of the list above. */
export function present(bootFiles: readonly string[], kind: BootFileKind): string[] {
  return FILES[kind].filter(path => bootFiles.includes(path));
}
