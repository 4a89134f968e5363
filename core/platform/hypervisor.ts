/**
 * What a host runs in, if it is itself a guest.
 *
 * The processor's flag `hypervisor` says that there is one; the firmware's texts say which. Without the flag the texts
 * count where only a hypervisor writes them (Arm has no such flag).
 * Source: Linux arch/x86/include/asm/cpufeatures.h, X86_FEATURE_HYPERVISOR; Documentation/ABI/stable/sysfs-hypervisor-xen;
 * the names are those of systemd-detect-virt(1).
 */
export type HypervisorTraces = {
  flags: readonly string[];
  /** Texts of DMI, in any order. */
  firmwareTexts: readonly string[];
  /** /sys/hypervisor/type; null: no such file. */
  type: string | null;
};

/** The first that fits wins. `alone`: no bare machine has it. */
const NAMES: readonly { name: string; text: RegExp; alone: boolean }[] = [
  { name: 'google', text: /^Google Compute Engine/, alone: true },
  { name: 'amazon', text: /^Amazon EC2/, alone: false },
  { name: 'vmware', text: /^(VMware|VMW)/, alone: true },
  { name: 'oracle', text: /^(VirtualBox|innotek GmbH)/, alone: true },
  { name: 'parallels', text: /^Parallels/, alone: true },
  { name: 'bhyve', text: /^BHYVE/, alone: true },
  { name: 'apple', text: /^Apple Virtualization/, alone: true },
  { name: 'xen', text: /^Xen/, alone: true },
  { name: 'bochs', text: /^Bochs/, alone: true },
  { name: 'kvm', text: /^(KVM|OpenStack|KubeVirt|RHEV Hypervisor|oVirt)/, alone: true },
  { name: 'qemu', text: /^(QEMU|Standard PC \()/, alone: true },
  { name: 'microsoft', text: /^(Hyper-V|Virtual Machine$)/, alone: false },
  { name: 'microsoft', text: /^Microsoft Corporation/, alone: false },
];

/** null: on bare metal, as far as the processor says. `unidentified`: there is one, and nothing names it. */
export function nameHypervisor({ flags, firmwareTexts, type }: HypervisorTraces): string | null {
  if (type !== null && type !== '') return type;
  const isGuest = flags.includes('hypervisor');
  const found = NAMES.find(({ text, alone }) => (isGuest || alone) && firmwareTexts.some(one => text.test(one)));
  return found?.name ?? (isGuest ? 'unidentified' : null);
}
