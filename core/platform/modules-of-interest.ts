/**
 * Modules that decide whether and how a device can be handed over, and the parameters of them that are read.
 * Source: Linux drivers/vfio, drivers/iommu/iommufd, arch/x86/kvm (module_param lines).
 */

/** `all`: few parameters, each of which matters. */
const MODULES: Readonly<Record<string, 'all' | readonly string[]>> = {
  vfio: 'all',
  vfio_pci: 'all',
  vfio_pci_core: 'all',
  vfio_iommu_type1: 'all',
  vfio_virqfd: 'all',
  vfio_mdev: 'all',
  iommufd: 'all',
  // Drivers of VFIO for particular devices.
  mlx5_vfio_pci: [],
  hisi_acc_vfio_pci: [],
  nvgrace_gpu_vfio_pci: [],
  qat_vfio_pci: [],
  pds_vfio_pci: [],
  virtio_vfio_pci: [],
  xe_vfio_pci: [],
  ism_vfio_pci: [],
  kvm: ['allow_unsafe_mappings', 'ignore_msrs', 'report_ignored_msrs'],
  kvm_intel: ['nested', 'ept', 'enable_apicv'],
  kvm_amd: ['nested', 'npt', 'avic', 'sev'],
  irqbypass: [],
  nvidia: [],
  nvidia_drm: ['modeset', 'fbdev'],
  nvidia_modeset: [],
  nvidia_uvm: [],
  nvidiafb: [],
  nouveau: ['modeset'],
  amdgpu: ['runpm'],
  radeon: ['modeset', 'runpm'],
  i915: ['enable_gvt', 'force_probe', 'modeset'],
  xe: ['force_probe', 'max_vfs'],
  snd_hda_intel: ['power_save'],
  xhci_pci: [],
  nvme: [],
  simpledrm: [],
  simplefb: [],
  efifb: [],
  vesafb: [],
  vendor_reset: [],
  kvmfr: ['static_size_mb'],
  vhost_net: [],
  vhost_vsock: [],
  tun: [],
  pci_stub: ['ids'],
};

export const MODULES_OF_INTEREST: ReadonlySet<string> = new Set(Object.keys(MODULES));

export function isParameterOfInterest(module: string, parameter: string): boolean {
  const wanted = MODULES[module];
  return wanted === 'all' ? /^\w{1,60}$/.test(parameter) : (wanted?.includes(parameter) ?? false);
}
