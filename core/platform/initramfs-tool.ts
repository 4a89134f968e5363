/**
 * Which tool makes the initramfs, the small system that loads drivers before the disks are there: a driver that must
 * come before the graphics driver goes in there.
 *
 * Source: initramfs-tools(7), dracut.conf(5), mkinitcpio.conf(5), booster(1), mkinitfs of Alpine Linux; rpm-ostree(1),
 * "initramfs"; NixOS manual, boot.initrd.kernelModules.
 */
import type { Evidence } from '../findings/evidence.ts';
import { type BootFileKind, present } from './boot-evidence.ts';

const TOOLS = {
  nixos: {
    name: 'NixOS',
    file: '/etc/nixos/configuration.nix',
    line: 'boot.initrd.kernelModules = [ "vfio_pci" "vfio" "vfio_iommu_type1" ];',
    apply: 'nixos-rebuild boot',
  },
  'rpm-ostree': {
    name: 'rpm-ostree with dracut',
    file: '/etc/dracut.conf.d/vfio.conf',
    line: 'force_drivers+=" vfio_pci vfio vfio_iommu_type1 "',
    apply: 'rpm-ostree initramfs --enable',
  },
  'initramfs-tools': {
    name: 'initramfs-tools',
    file: '/etc/initramfs-tools/modules',
    line: 'vfio_pci',
    apply: 'update-initramfs -u -k all',
  },
  dracut: {
    name: 'dracut',
    file: '/etc/dracut.conf.d/vfio.conf',
    line: 'force_drivers+=" vfio_pci vfio vfio_iommu_type1 "',
    apply: 'dracut --force --regenerate-all',
  },
  mkinitcpio: {
    name: 'mkinitcpio',
    file: '/etc/mkinitcpio.conf.d/vfio.conf',
    line: 'MODULES+=(vfio_pci vfio vfio_iommu_type1)',
    apply: 'mkinitcpio -P',
  },
  booster: {
    name: 'booster',
    file: '/etc/booster.yaml',
    line: 'modules_force_load: vfio_pci,vfio,vfio_iommu_type1',
    apply: '/usr/lib/booster/regenerate_images',
  },
  mkinitfs: {
    name: 'mkinitfs',
    file: '/etc/mkinitfs/features.d/vfio.modules',
    line: 'kernel/drivers/vfio',
    apply: 'mkinitfs',
  },
} as const;
export type InitramfsKind = keyof typeof TOOLS;

/** `line` goes into `file`, then `apply` is run. */
export type InitramfsTool = {
  kind: InitramfsKind;
  name: string;
  file: string;
  line: string;
  apply: string;
  evidence: Evidence[];
};

export type InitramfsVerdict =
  | ({ verdict: 'known' } & InitramfsTool)
  | { verdict: 'ambiguous'; candidates: InitramfsTool[] }
  | { verdict: 'unknown' };

const OWNERS: readonly [InitramfsKind, readonly BootFileKind[]][] = [
  ['nixos', ['nixos']],
  ['rpm-ostree', ['ostree', 'rpmOstree']],
];
const BY_FILES: readonly [InitramfsKind, BootFileKind][] = [
  ['initramfs-tools', 'initramfsTools'],
  ['dracut', 'dracut'],
  ['mkinitcpio', 'mkinitcpio'],
  ['booster', 'booster'],
  ['mkinitfs', 'mkinitfs'],
];

export function decideInitramfsTool(bootFiles: readonly string[]): InitramfsVerdict {
  const tool = (kind: InitramfsKind, kinds: readonly BootFileKind[]): InitramfsTool => ({
    kind,
    ...TOOLS[kind],
    evidence: kinds.flatMap(one => present(bootFiles, one)).map(source => ({ source, observed: 'is there' })),
  });
  const owner = OWNERS.find(([, kinds]) => kinds.every(kind => present(bootFiles, kind).length > 0));
  if (owner) return { verdict: 'known', ...tool(...owner) };
  const candidates = BY_FILES.filter(([, kind]) => present(bootFiles, kind).length > 0).map(([kind, file]) =>
    tool(kind, [file]),
  );
  const [only] = candidates;
  if (candidates.length > 1) return { verdict: 'ambiguous', candidates };
  return only ? { verdict: 'known', ...only } : { verdict: 'unknown' };
}
