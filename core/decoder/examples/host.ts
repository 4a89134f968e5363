/** Lines about graphics drivers, memory, processors and access rules. For tests only. */
import type { Examples } from './example.ts';

export const hostExamples: Examples = {
  'nvidia/in-use': {
    hits: ['NVRM: Attempting to remove device 0000:01:00.0 with non-zero usage count!'],
    misses: ['NVRM: loading NVIDIA UNIX x86_64 Kernel Module  580.82.09'],
  },
  'nvidia/bound-to-vfio': {
    hits: ['NVRM: GPU 0000:01:00.0 is already bound to vfio-pci.'],
    misses: ['NVRM: GPU 0000:01:00.0 is already bound to nouveau.'],
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
};
