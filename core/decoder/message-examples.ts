/**
 * Lines as the kernel, QEMU and libvirt print them, by entry of the decoder's table, and lines close to them that mean
 * something else. For tests only.
 */
export type Example = { hits: readonly string[]; misses: readonly string[] };

export const EXAMPLES: Readonly<Record<string, Example>> = {
  'reset/not-ready': {
    hits: [
      'vfio-pci 0000:84:00.0: not ready 65535ms after bus reset; giving up',
      'vfio-pci 10000:e1:00.0: not ready 65535ms after FLR; giving up',
      'nvidia 0000:01:00.0: not ready 65535ms after PM D3HOT->D0; giving up',
    ],
    misses: ['vfio-pci 0000:84:00.0: not ready 1023ms after bus reset; waiting', 'usb 1-4: not ready; giving up'],
  },
  'power/inaccessible': {
    hits: [
      'vfio-pci 0000:01:00.0: Unable to change power state from D3cold to D0, device inaccessible',
      "snd_hda_intel 0000:01:00.1: can't change power state from D3cold to D0 (config space inaccessible)",
    ],
    misses: ['pci 0000:01:00.0: change power state from D0 to D3hot'],
  },
  'power/refused': {
    hits: [
      'vfio-pci 0000:01:00.0: Refused to change power state from D0 to D3hot',
      'xhci_hcd 0000:03:00.0: refused to change power state, currently in D3',
    ],
    misses: ['sd 0:0:0:0: refused to change power state'],
  },
  'reset/bars-lost': {
    hits: ['vfio-pci 0000:01:00.0: vfio_bar_restore: reset recovery - restoring BARs'],
    misses: ['vfio-pci 0000:01:00.0: restoring BARs'],
  },
  'reset/header-unknown': {
    hits: ['pci 0000:0b:00.0: unknown header type 7f, ignoring device'],
    misses: ['pci 0000:0b:00.0: [1002:7310] type 00 class 0x030000'],
  },
  'reset/transactions-pending': {
    hits: ['vfio-pci 0000:02:00.0: timed out waiting for pending transaction; performing function level reset anyway'],
    misses: ['i2c i2c-0: Timed out waiting for pending transaction'],
  },
  'pcie/uncorrected-error': {
    hits: [
      'pcieport 0000:00:01.0: AER: Uncorrected (Fatal) error received: 0000:01:00.0',
      'pcieport 0000:00:01.0: AER: Uncorrectable (Non-Fatal) error message received from 0000:01:00.0',
    ],
    misses: ['pcieport 0000:00:01.0: AER: Corrected error received: 0000:01:00.0'],
  },
  'pcie/corrected-error': {
    hits: [
      'pcieport 0000:00:1d.0: AER: Corrected error received: 0000:02:00.0',
      'pcieport 0000:00:1d.0: AER: Multiple Correctable error message received from 0000:02:00.0',
    ],
    misses: ['pcieport 0000:00:1d.0: AER: enabled with IRQ 121'],
  },
  'pcie/contained': {
    hits: ['pcieport 0000:00:1c.4: DPC: containment event, status:0x1f01 source:0x0000'],
    misses: ['pcieport 0000:00:1c.4: DPC: enabled with IRQ 122'],
  },
  'pci/bar-not-placed': {
    hits: [
      'pci 0000:01:00.0: BAR 1: no space for [mem size 0x400000000 64bit pref]',
      "pci 0000:01:00.0: BAR 1 [mem size 0x400000000 64bit pref]: can't assign; no space",
      'pci 0000:01:00.0: BAR 3: failed to assign [mem size 0x02000000 64bit pref]',
    ],
    misses: ['pci 0000:01:00.0: BAR 1 [mem 0x4000000000-0x43ffffffff 64bit pref]: assigned'],
  },
  'vfio/bar-reserved': {
    hits: ["vfio-pci 0000:c3:00.0: BAR 0: can't reserve [mem 0x7800000000-0x79ffffffff 64bit pref]"],
    misses: ["ahci 0000:00:17.0: BAR 5: can't reserve [mem 0x80602000-0x806027ff]"],
  },
  'vfio/memlock-exceeded': {
    hits: [
      'vfio_pin_pages_remote: RLIMIT_MEMLOCK (8388608) exceeded',
      'vfio_lock_acct: Task qemu-system-x86 (4711) RLIMIT_MEMLOCK (8388608) exceeded',
    ],
    misses: ['RLIMIT_MEMLOCK (8388608) is the default'],
  },
  'vfio/no-interrupt-remapping': {
    hits: [
      'vfio_iommu_type1_attach_group: No interrupt remapping support.  Use the module param "allow_unsafe_interrupts" to enable VFIO IOMMU support on this platform',
      'iommufd 0000:01:00.0: MSI interrupts are not secure, they cannot be isolated by the platform. Check that platform features like interrupt remapping are enabled. Use the "allow_unsafe_interrupts" module parameter to override',
    ],
    misses: ['Kernel command line: ro quiet vfio_iommu_type1.allow_unsafe_interrupts=1'],
  },
  'vfio/probe-failed': {
    hits: [
      'vfio-pci: probe of 0000:01:00.0 failed with error -22',
      'vfio-pci 0000:01:00.0: probe with driver vfio-pci failed with error -16',
    ],
    misses: ['nouveau 0000:01:00.0: probe with driver nouveau failed with error -12'],
  },
  'vfio/has-virtual-functions': {
    hits: ['vfio-pci 0000:b0:00.0: Cannot bind to PF with SR-IOV enabled'],
    misses: ['i40e 0000:b0:00.0: SR-IOV enabled with 8 VFs'],
  },
  'vfio/denylisted': {
    hits: ['vfio-pci 0000:3d:00.0: 8086:37c8 exists in vfio-pci device denylist, driver probing disallowed.'],
    misses: ['vfio-pci 0000:3d:00.0: device denylist disabled - allowing device 8086:37c8.'],
  },
  'vfio/token': {
    hits: ['vfio-pci 0000:b0:02.0: VF token required to access device'],
    misses: ['vfio-pci 0000:b0:02.0: VF token accepted'],
  },
  'vfio/no-iommu': {
    hits: ['vfio-pci 0000:01:00.0: Adding kernel taint for vfio-noiommu group on device'],
    misses: ['vfio-noiommu group is not in use'],
  },
  'vfio/wanted-back': {
    hits: [
      'vfio-pci 0000:01:00.0: Relaying device request to user (#0)',
      'vfio-pci 0000:01:00.0: No device request channel registered, blocked until released by user',
    ],
    misses: ['usb 1-4: device request failed'],
  },
  'vfio/interrupt-shared': {
    hits: [
      'genirq: Flags mismatch irq 16. 00000000 (vfio-intx(0000:04:00.0)) vs. 00000080 (i801_smbus)',
      'genirq: Flags mismatch irq 16. 00000080 (i801_smbus) vs. 00000000 (vfio-intx(0000:04:00.0))',
    ],
    misses: ['genirq: Flags mismatch irq 16. 00000080 (i801_smbus) vs. 00000000 (ehci_hcd:usb1)'],
  },
  'vfio/capability-hidden': {
    hits: ['vfio-pci 0000:af:00.0: vfio_ecap_init: hiding ecap 0x1e@0x258'],
    misses: ['vfio-pci 0000:af:00.0: vfio_ecap_init: ecap 0x1e@0x258'],
  },
  'rom/bad-signature': {
    hits: ['vfio-pci 0000:01:00.0: Invalid PCI ROM header signature: expecting 0xaa55, got 0xffff'],
    // The host's own drivers try their luck too.
    misses: ['i915 0000:00:02.0: Invalid PCI ROM header signature: expecting 0xaa55, got 0x0000'],
  },
  'iommu/direct-map-required': {
    hits: [
      'vfio-pci 0000:08:00.0: Firmware has requested this device have a 1:1 IOMMU mapping, rejecting configuring the device without a 1:1 mapping. Contact your platform vendor.',
    ],
    misses: ['AMD-Vi: this device does not have a 1:1 IOMMU mapping'],
  },
  'iommu/rmrr': {
    hits: [
      'vfio-pci 0000:08:00.0: Device is ineligible for IOMMU domain attach due to platform RMRR requirement.  Contact your platform vendor.',
    ],
    misses: ['DMAR: RMRR base: 0x000000791ed000 end: 0x000000791effff'],
  },
  'iommu/intel-fault': {
    hits: [
      'DMAR: [DMA Read NO_PASID] Request device [01:00.0] fault addr 0x7f4c0000 [fault reason 0x06] PTE Read access is not set',
      'DMAR: [DMA Write] Request device [00:02.0] PASID ffffffff fault addr 6df084000 [fault reason 05] PTE Write access is not set',
      'DMAR: [DMA Write] Request device [0x00:0x02.0] fault addr 0x6df084000 [fault reason 0x05] PTE Write access is not set',
    ],
    misses: ['DMAR: DRHD: handling fault status reg 2'],
  },
  'iommu/intel-interrupt-fault': {
    hits: [
      'DMAR: [INTR-REMAP] Request device [f0:1f.7] fault index 0x1a [fault reason 0x25] Blocked a compatibility format interrupt request',
    ],
    misses: ['DMAR: [INTR-REMAP] enabled'],
  },
  'iommu/amd-fault': {
    hits: [
      'vfio-pci 0000:28:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0035 address=0x7fffff00000 flags=0x0000]',
      'AMD-Vi: Event logged [IO_PAGE_FAULT device=0a:00.0 domain=0x001d address=0x000000000637c000 flags=0x0000]',
    ],
    misses: ['AMD-Vi: Event logged [INVALID_DEVICE_REQUEST device=00:00.0 pasid=0x00000 address=0xfffffffdf8000000]'],
  },
  'iommu/amd-timeout': {
    hits: [
      'AMD-Vi: Completion-Wait loop timed out',
      'iommu ivhd0: AMD-Vi: Event logged [IOTLB_INV_TIMEOUT device=0000:0b:00.0 address=0x1003c7ac0]',
    ],
    misses: ['AMD-Vi: Virtual APIC enabled'],
  },
  'iommu/interrupts-remapped': {
    hits: ['DMAR-IR: Enabled IRQ remapping in x2apic mode', 'AMD-Vi: Interrupt remapping enabled'],
    misses: ['DMAR-IR: Queued invalidation will be enabled to support x2apic and Intr-remapping.'],
  },
  'iommu/interrupts-erratum': {
    hits: ['This system BIOS has enabled interrupt remapping'],
    misses: ['This system BIOS has enabled legacy USB'],
  },
  'iommu/amd-interrupts-off': {
    hits: ['AMD-Vi: Disabling interrupt remapping'],
    misses: ['AMD-Vi: Interrupt remapping enabled'],
  },
  'iommu/x2apic-opt-out': {
    hits: ['DMAR-IR: x2apic is disabled because BIOS sets x2apic opt out bit.'],
    misses: ['x2apic enabled'],
  },
  'iommu/firmware-broken': {
    hits: [
      'DMAR: Your BIOS is broken; DMAR reported at address fed90000 returns all ones!',
      'Your BIOS is broken; RMRR ends before it starts!',
    ],
    misses: ['Your BIOS is old'],
  },
  'iommu/rmrr-uncovered': {
    hits: [
      'DMAR: [Firmware Bug]: No firmware reserved region can cover this RMRR [0x00000000ba800000-0x00000000beffffff], contact BIOS vendor for fixes',
    ],
    misses: ['DMAR: RMRR base: 0x000000ba800000 end: 0x000000beffffff'],
  },
  'iommu/graphics-off': {
    hits: [
      'DMAR: BIOS has allocated no shadow GTT; disabling IOMMU for graphics',
      'DMAR: Disabling IOMMU for graphics on this chipset',
    ],
    misses: ['DMAR: Enabling IOMMU for graphics'],
  },
  'iommu/rmrr-relaxed': {
    hits: ['Intel-IOMMU: assuming all RMRRs are relaxable. This can lead to instability or data loss'],
    misses: ['Intel-IOMMU: RMRRs are not relaxable'],
  },
  'iommu/acs-override': {
    hits: ['Warning: PCIe ACS overrides enabled; This may allow non-IOMMU protected peer-to-peer DMA'],
    misses: ['pci 0000:00:1c.0: Intel PCH root port ACS workaround enabled'],
  },
  'nvidia/in-use': {
    hits: ['NVRM: Attempting to remove device 0000:01:00.0 with non-zero usage count!'],
    misses: ['NVRM: loading NVIDIA UNIX x86_64 Kernel Module  580.82.09'],
  },
  'nvidia/no-bar': {
    hits: ['NVRM: BAR0 is 0M @ 0x0 (PCI:0000:01:00.0)'],
    misses: ['NVRM: BAR1 is 256M @ 0x4000000000 (PCI:0000:01:00.0)'],
  },
  'nvidia/off-the-bus': {
    hits: [
      'NVRM: Xid (PCI:0000:01:00): 79, GPU has fallen off the bus.',
      'NVRM: GPU at PCI:0000:01:00: GPU has fallen off the bus.',
    ],
    misses: ['NVRM: GPU at PCI:0000:01:00: GPU-1a2b3c4d'],
  },
  'amdgpu/no-unplug': {
    hits: ['[drm:amdgpu_pci_remove [amdgpu]] *ERROR* Hotplug removal is not supported'],
    misses: ['[drm:radeon_pci_remove] Hotplug removal is not supported'],
  },
  'driver/unbind-hangs': {
    hits: [' unbind_store+0xf7/0x110', ' ? unbind_store+0xf7/0x110'],
    misses: [' bind_store+0xf7/0x110', ' my_unbind_store+0xf7/0x110'],
  },
  'kvm/off-in-firmware': {
    hits: [
      'kvm: disabled by bios',
      'kvm_intel: VMX not enabled (by BIOS) in MSR_IA32_FEAT_CTL on CPU 0',
      'kvm_amd: SVM disabled (by BIOS) in MSR_VM_CR on CPU 0',
      'x86/cpu: VMX (outside TXT) disabled by BIOS',
    ],
    misses: ['x86/cpu: SGX disabled by BIOS.'],
  },
  'memory/hugepages-short': {
    hits: ['HugeTLB: allocating 16384 of page size 2.00 MiB failed.  Only allocated 9000 hugepages.'],
    misses: ['HugeTLB: registered 2.00 MiB page size, pre-allocated 16384 pages'],
  },
  'memory/qemu-killed': {
    hits: ['Out of memory: Killed process 4711 (qemu-system-x86) total-vm:17956432kB, anon-rss:16523412kB'],
    misses: ['Out of memory: Killed process 4711 (firefox) total-vm:17956432kB, anon-rss:16523412kB'],
  },
  'cpu/split-lock': {
    hits: ['x86/split lock detection: #AC: CPU 0/KVM/4711 took a split_lock trap at address: 0xfffff8034f3d1ee2'],
    misses: ['x86/split lock detection: #AC: crashing the kernel on kernel split_locks'],
  },
  'irq/nobody-cared': {
    hits: ['irq 16: nobody cared (try booting with the "irqpoll" option)'],
    misses: ['nobody cared about irq 16'],
  },
  'access/apparmor': {
    hits: [
      'audit: type=1400 audit(1758970000.123:45): apparmor="DENIED" operation="open" class="file" profile="libvirt-6f1c2e9a" name="/dev/vfio/devices/vfio0" pid=4711 comm="qemu-system-x86"',
    ],
    // Somebody's browser is nobody's business.
    misses: [
      'audit: type=1400 audit(1758970000.123:45): apparmor="DENIED" operation="open" class="file" profile="firefox" name="/home/ada/letter.pdf" pid=4711 comm="firefox"',
    ],
  },
  'access/selinux': {
    hits: [
      'audit: type=1400 audit(1758970000.123:45): avc:  denied  { read write } for  pid=4711 comm="qemu-kvm" name="vfio0" dev="devtmpfs" ino=411',
    ],
    misses: ['audit: type=1400 audit(1758970000.123:45): avc:  denied  { read } for  pid=4711 comm="httpd" name="x"'],
  },
  'lockdown/refused': {
    hits: [
      'Lockdown: setpci: direct PCI access is restricted; see man kernel_lockdown.7',
      'Lockdown: modprobe: unsigned module loading is restricted; see man kernel_lockdown.7',
    ],
    misses: ['Lockdown: systemd-logind: hibernation is restricted; see man kernel_lockdown.7'],
  },
  'qemu/group-not-viable': {
    hits: ['vfio 0000:01:00.0: group 1 is not viable'],
    misses: ['the group is not viable'],
  },
  'qemu/group-not-found': {
    hits: [
      'qemu-system-x86_64: -device vfio-pci,host=0000:01:00.0: vfio 0000:01:00.0: failed to open /dev/vfio/1: No such file or directory',
    ],
    misses: ['failed to open /dev/kvm: No such file or directory'],
  },
  'qemu/group-denied': {
    hits: [
      'vfio 0000:01:00.0: failed to open /dev/vfio/1: Permission denied',
      "Could not open '/dev/vfio/12': Operation not permitted",
    ],
    misses: ['failed to open /dev/dri/renderD128: Permission denied'],
  },
  'qemu/group-busy': {
    hits: ['vfio 0000:01:00.0: failed to open /dev/vfio/1: Device or resource busy'],
    misses: ['failed to open /dev/nvidia0: Device or resource busy'],
  },
  'qemu/memlock': {
    hits: [
      'qemu-system-x86_64: VFIO_MAP_DMA failed: Cannot allocate memory',
      'failed to setup container for group 49: memory listener initialization failed: Region pc.ram: vfio_dma_map(0x55d5c8, 0x0, 0xc0000, 0x7f1c40000000) = -12 (Cannot allocate memory)',
      'vfio_container_dma_map(0x55d5c8, 0x0, 0xc0000, 0x7f1c40000000) = -12 (Cannot allocate memory)',
    ],
    misses: ['cannot set up guest memory: Cannot allocate memory'],
  },
  'qemu/too-many-mappings': {
    hits: [
      'VFIO_MAP_DMA failed: No space left on device',
      'warning: vfio_container_region_add: possibly running out of DMA mappings. E.g. try increasing the maximum allowed DMA mappings',
    ],
    misses: ['write error: No space left on device'],
  },
  'qemu/bad-address': {
    hits: ['VFIO_MAP_DMA failed: Bad address'],
    misses: ['read failed: Bad address'],
  },
  'qemu/outside-width': {
    hits: ['vfio_container_dma_map(0x55d5c8, 0x382000000000, 0x4000, 0x7f1c40000000) = -22 (Invalid argument)'],
    misses: ['ioctl failed: Invalid argument'],
  },
  'qemu/container-not-permitted': {
    hits: [
      'vfio 0000:01:00.0: failed to setup container for group 1: Failed to set iommu for container: Operation not permitted',
    ],
    misses: ['Failed to set iommu for container: Bad file descriptor'],
  },
  'qemu/container-invalid': {
    hits: [
      'failed to setup container for group 13: Failed to set group container: Invalid argument',
      'vfio 0000:01:00.0: No available IOMMU models',
    ],
    misses: ['set group container to 3'],
  },
  'qemu/no-group': {
    hits: ['vfio 0000:08:00.0: no iommu_group found: No such file or directory'],
    misses: ['no iommu_group found in cache'],
  },
  'qemu/already-attached': {
    hits: [
      'vfio 0000:01:00.0: device is already attached',
      'Verify all devices in group 1 are bound to vfio-pci or pci-stub and not already in use',
    ],
    misses: ['drive is already attached'],
  },
  'qemu/rom-unreadable': {
    hits: [
      'vfio-pci: Cannot read device rom at 0000:01:00.0',
      'Device option ROM contents are probably invalid (check dmesg).',
    ],
    misses: ['Skip option ROM probe with rombar=0, or load from file with romfile='],
  },
  'qemu/romfile-missing': {
    hits: ['qemu-system-x86_64: -device vfio-pci,host=01:00.0,romfile=vbios.rom: failed to find romfile "vbios.rom"'],
    misses: ['failed to find romfile'],
  },
  'qemu/stuck-in-d3': {
    hits: ['vfio: Unable to power on device, stuck in D3'],
    misses: ['vfio: device is in D3'],
  },
  'qemu/hugepages-missing': {
    hits: ['unable to map backing store for guest RAM: Cannot allocate memory'],
    misses: ['unable to map backing store for guest RAM: Permission denied'],
  },
  'qemu/kvm-denied': {
    hits: ['Could not access KVM kernel module: Permission denied'],
    misses: ['KVM kernel module is loaded'],
  },
  'qemu/property-unknown': {
    hits: ["qemu-system-x86_64: -device vfio-pci,host=01:00.0,iommufd=i0: Property 'vfio-pci.iommufd' not found"],
    misses: ["Device 'vfio-pci' not found"],
  },
  'qemu/no-cdev': {
    hits: ['vfio 0000:01:00.0: failed to load "/sys/x/dev" (is your kernel config missing CONFIG_VFIO_DEVICE_CDEV?)'],
    misses: ['CONFIG_VFIO_DEVICE_CDEV=y'],
  },
  'qemu/no-peer-to-peer': {
    hits: ['warning: vfio 0000:01:00.0: PCI peer-to-peer transactions on BARs are not supported.'],
    misses: ['peer-to-peer transactions on BARs work'],
  },
  'libvirt/header-unknown': {
    hits: ["internal error: Unknown PCI header type '127' for device '0000:0b:00.0'"],
    misses: ['Unknown PCI header type'],
  },
  'libvirt/memlock': {
    hits: ['cannot limit locked memory of process to 18253611008: Operation not permitted'],
    misses: ['cannot limit locked memory of process to nothing'],
  },
  'libvirt/no-passthrough': {
    hits: ["unsupported configuration: host doesn't support passthrough of host PCI devices"],
    misses: ['passthrough of host PCI devices is fine'],
  },
  'viommu/caching-mode': {
    hits: [
      'We need to set caching-mode=on for intel-iommu to enable device assignment with IOMMU protection.',
      'Device assignment is not allowed without enabling caching-mode=on for Intel IOMMU.',
    ],
    misses: ['-device intel-iommu,caching-mode=on'],
  },
  'viommu/width': {
    hits: [
      'vfio 0000:01:00.0: Failed to set vIOMMU: aw-bits 48 > host aw-bits 39',
      'iommu width (39) is not sufficient',
    ],
    misses: ['-device intel-iommu,aw-bits=48'],
  },
  'viommu/irqchip': {
    hits: ["Intel Interrupt Remapping cannot work with kernel-irqchip=on, please use 'split|off'."],
    misses: ['-machine q35,kernel-irqchip=on'],
  },
  'viommu/first-stage': {
    hits: [
      'Need IOMMUFD backend when x-flts=on',
      'Host device downstream to a PCI bridge is unsupported when x-flts=on',
    ],
    misses: ['-device intel-iommu,x-flts=on'],
  },
  'viommu/host-lacks': {
    hits: [
      'Incompatible host platform IOMMU type 2, host IOMMU',
      'First stage 1GB large page is unsupported by host IOMMU',
      'PASID bits size 20 > host IOMMU PASID bits size 16',
    ],
    misses: ['the host IOMMU is fine'],
  },
  'viommu/group-split': {
    hits: ['vfio 0000:01:00.1: group 2 used in multiple address spaces'],
    misses: ['memory used in multiple address spaces'],
  },
};
