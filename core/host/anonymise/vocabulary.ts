/**
 * Words that give nobody away: those of the system itself, and of the parts in this machine.
 *
 * A user may be called "pci" and a disk "data". Such a name tells nothing, and replacing it wherever the word stands
 * would spoil paths and arguments that checks read. So a name that is also such a word is replaced only where it
 * stands as a name (in /home, in a group list); in running text it stays.
 */
import { isKnown, knownOr } from '../measured.ts';
import type { HostSnapshot } from '../snapshot.ts';

const GENERIC = `
  root admin administrator user users guest nobody daemon system service services session sessions sudo wheel adm staff
  home var usr etc opt srv mnt media run tmp dev sys proc lib bin sbin boot efi esp grub loader entries nix store ostree
  data backup backups archive storage disk disks drive volume volumes pool pools tank rpool bpool zroot zfs btrfs ext
  xfs vfat ntfs exfat swap swapfile swapfiles img image images iso isos vm vms qemu kvm libvirt virt virtual machine
  machines windows win linux debian ubuntu fedora arch archlinux manjaro mint suse opensuse rocky alma alpine gentoo nixos
  proxmox pve unraid centos rhel redhat cl default local localhost localdomain localnet host hostname server nas desktop
  laptop workstation station pc computer games game steam library download downloads documents music pictures videos
  share shared public private config conf cache state bundle log logs spool mail snap snapshots snapshot timeshift
  nvme sda sdb sdc sdd ssd hdd raid raid0 raid1 raid5 raid6 raid10 array md part partition crypt luks dm lvm vg lv
  cryptroot cryptswap crypthome cryptdata thin meta tmeta tdata cow real cdrom usb floppy recovery reserved microsoft
  basic main primary secondary first second new old fast slow big small hot cold work project projects build src code
  root0 root1 vg0 vg1 lv0 lv1 none auto on off yes no true false null unknown active enabled disabled always never
  pci pcie vfio iommu iommufd dmar amd intel nvidia radeon amdgpu nouveau i915 xe drm card gpu vga display audio hdmi
  snd hda sound input event mouse keyboard kbd net eth wlan wifi bridge bond tun tap vhost veth lan wan vpn wg docker
  podman container containers lxc lxd incus cgroup slice scope unit target socket timer kernel module modules driver
  drivers bus buses device devices function functions group groups class resource config reset rom bar bars memory mem
  node nodes hugepages hugetlb huge page pages thp ksm zswap zram memlock lock limit limits soft hard infinity unlimited
  pam login sshd ssh su gdm sddm lightdm display-manager manager dbus polkit udev rules rule subsystem attr attrs kernels
  mode owner tag tags uaccess seat action add remove change bind unbind override run program symlink goto label env
  security apparmor selinux seccomp profile label enforce enforcing complain permissive unconfined
  error errors failed failure warning info debug notice fault faults write read request requests addr address reason
  enabling region regions claim claimed assigned unassigned no space for can't cannot assign invalid range start end
  firmware bios uefi ovmf edk2 secure tpm acpi table tables dma remapping interrupt interrupts irq msi msix intx hotplug
  port ports link links lane lanes speed width power state status runtime suspend resume sleep wake d0 d1 d2 d3 d3cold
  d3hot flr pm af hot slot slots root-port upstream downstream endpoint switch native amd-vi ivrs ivhd smmu arm virtio
  quiet splash ro rw rootfs rootflags subvol uuid partuuid partlabel id ids name names type types size version vendor
  product model serial number code command line argument arguments image initrd initramfs vmlinuz blacklist softdep
  options option install alias parameters parameter isolcpus nohz rcu cpu cpus core cores thread threads online numa
  console tty framebuffer simpledrm simplefb efifb vesafb vesa fb bootfb x11 xorg wayland mutter gnome kde plasma shell
  systemd init dracut mkinitcpio tools update updates app apps application background foreground process processes pid
  uid gid file files folder path open held holder holders busy used free total available usage high max min low
  the a an of in on at to by and or not is are was be it this that with from has have had will would may use
  up down left right top bottom east west north south one two three four five six seven eight nine ten zero
  absent denied malformed withheld live recorded sample posted other wireless virtual loaded loadable
  standard pasted text post
  x86 x64 amd64 arm64 aarch64 lts lowlatency generic server zen hardened rt cloud mainline edge stable testing unstable
`;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

export class Vocabulary {
  readonly #words: ReadonlySet<string>;
  readonly #joined: string;

  constructor(host: HostSnapshot) {
    const functions = knownOr(host.functions, []);
    const modules = knownOr(host.platform.modules, []);
    const distribution = knownOr(host.platform.distribution, null);
    const board = knownOr(host.platform.board, null);
    const texts = [
      GENERIC,
      ...functions.flatMap(fn => [
        fn.vendorName ?? '',
        fn.deviceName ?? '',
        knownOr(fn.driver, '') ?? '',
        ...knownOr(fn.candidateModules, []),
        ...knownOr(fn.resetMethods, []),
      ]),
      ...modules.flatMap(one => [one.name, ...Object.keys(one.parameters)]),
      ...knownOr(host.iommu.units, []).map(unit => unit.name),
      knownOr(host.cpu.model, ''),
      knownOr(host.cpu.vendor, ''),
      ...(distribution ? [distribution.id, distribution.name, ...distribution.idLike] : []),
      ...(board ? Object.values(board).map(value => value ?? '') : []),
      ...knownOr(host.kernel.commandLine, []).flatMap(argument => /^[^=]+(?==)/.exec(argument)?.[0] ?? []),
      ...(isKnown(host.storage.blockDevices) ? host.storage.blockDevices.map(device => device.name) : []),
      ...(isKnown(host.storage.mounts) ? host.storage.mounts.map(mount => mount.type) : []),
    ];
    this.#words = new Set(texts.flatMap(wordsOf));
    this.#joined = [...this.#words].join(' ');
  }

  /** Every word of the name is one that the system uses too. */
  has(name: string): boolean {
    const words = wordsOf(name);
    return words.length > 0 && words.every(word => this.#words.has(word) || /^\p{N}+$/u.test(word));
  }

  /** The name stands inside such a word, as "odul" in "module". */
  holds(name: string): boolean {
    return this.#joined.includes(name.toLowerCase());
  }
}
