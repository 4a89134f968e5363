/** What QEMU says when it cannot have a device. Source: QEMU hw/vfio/{container-legacy,device,pci,listener}.c, accel/kvm/kvm-all.c, system/physmem.c. */
import { advice, BDF, command, type MessageEntry, pattern } from '../message.ts';

const checkSelection = advice('Pick the device in Bindery: it says what else must be done, and with which drivers.');

export const qemuMessages: readonly MessageEntry[] = [
  {
    id: 'qemu/group-not-viable',
    from: 'qemu',
    needles: ['is not viable'],
    pattern: pattern`group (?<group>\d{1,6}) is not viable`,
    weight: 'trouble',
    stops: true,
    title: f => `IOMMU group ${f.group} still has members under host drivers`,
    cause: () =>
      'VFIO takes a whole group or nothing. Every function in it must be under vfio-pci or without a driver; bridges may stay.',
    remedies: f => [command(`ls -l /sys/kernel/iommu_groups/${f.group}/devices`, 'lists the members'), checkSelection],
  },
  {
    id: 'qemu/group-not-found',
    from: 'qemu',
    needles: ['/dev/vfio/'],
    pattern: pattern`[Ff]ailed to open (?<path>/dev/vfio/[\w/-]{1,40}): No such file or directory`,
    weight: 'trouble',
    stops: true,
    title: f => `${f.path} is not there`,
    cause: () =>
      'No function of this IOMMU group is under vfio-pci. A mistyped argument (vfio-pci-ids) or a driver that came first does that.',
    remedies: () => [checkSelection],
  },
  {
    id: 'qemu/group-denied',
    from: 'qemu',
    needles: ['/dev/vfio/'],
    pattern: pattern`(?:[Ff]ailed to open |Could not open ')(?<path>/dev/vfio/[\w/-]{1,40})'?: (?:Permission denied|Operation not permitted)`,
    weight: 'trouble',
    stops: true,
    title: f => `QEMU may not open ${f.path}`,
    cause: () => 'The node belongs to somebody else, or a rule of AppArmor, SELinux or the control group forbids it.',
    remedies: f => [command(`ls -lZ ${f.path}`, 'shows to whom it belongs'), checkSelection],
  },
  {
    id: 'qemu/group-busy',
    from: 'qemu',
    needles: ['/dev/vfio/'],
    pattern: pattern`(?:[Ff]ailed to open |Could not open ')(?<path>/dev/vfio/[\w/-]{1,40})'?: Device or resource busy`,
    weight: 'trouble',
    stops: true,
    title: f => `${f.path} is open already`,
    cause: () => 'Another machine has the group, or one that did not end.',
    remedies: f => [command(`fuser -v ${f.path}`, 'shows who has it')],
  },
  {
    id: 'qemu/memlock',
    from: 'qemu',
    needles: ['Cannot allocate memory'],
    pattern: pattern`(?:VFIO_MAP_DMA failed: |vfio_(?:container_)?dma_map\([^)]{1,120}\) = -12 \()Cannot allocate memory`,
    weight: 'trouble',
    stops: true,
    title: () => 'The memory of the guest could not be locked',
    cause: () =>
      'Nearly always the limit RLIMIT_MEMLOCK of the process is smaller than the memory of the guest; rarely the memory itself is short.',
    remedies: () => [
      advice('Describe the machine in Bindery: it says how much is needed, what the limit is, and how to raise it.'),
    ],
  },
  {
    id: 'qemu/too-many-mappings',
    from: 'qemu',
    needles: ['No space left on device', 'running out of DMA mappings'],
    pattern: pattern`(?:VFIO_MAP_DMA failed: |vfio_(?:container_)?dma_map\([^)]{1,120}\) = -28 \()No space left on device|possibly running out of DMA mappings`,
    weight: 'trouble',
    title: () => 'The guest used up the mappings that VFIO allows',
    cause: () =>
      'A guest with a virtual IOMMU, or with much hot-plugged memory, maps many small pieces; the limit is 65,535.',
    remedies: () => [
      advice(
        'Put "options vfio_iommu_type1 dma_entry_limit=500000" into a file in /etc/modprobe.d. In the guest, iommu=pt needs fewer.',
      ),
    ],
  },
  {
    id: 'qemu/bad-address',
    from: 'qemu',
    needles: ['Bad address'],
    pattern: pattern`(?:VFIO_MAP_DMA failed: |vfio_(?:container_)?dma_map\([^)]{1,120}\) = -14 \()Bad address`,
    weight: 'trouble',
    title: () => 'A piece of the guest memory cannot be given to a device',
    cause: () =>
      'The host cannot hold it in place: a window of virtiofs (DAX), memory of another process that is not shared, or a BAR that was taken away.',
    remedies: () => [advice('With virtiofs leave out its cache window, and use memory-backend-memfd,share=on.')],
  },
  {
    id: 'qemu/outside-width',
    from: 'qemu',
    needles: ['Invalid argument'],
    pattern: pattern`VFIO_MAP_DMA failed: Invalid argument|vfio_(?:container_)?dma_map\([^,]{1,40}, (?<address>0x[0-9a-f]{1,16})[^)]{0,80}\) = -22 \(Invalid argument`,
    weight: 'trouble',
    title: f =>
      `The IOMMU does not reach ${f.address === undefined ? 'a guest address' : `the guest address ${f.address}`}`,
    cause: f =>
      `The guest places something above what the IOMMU can address (39 bits on many desktop processors), or into a range that it keeps for itself. Memory of the guest there stops the machine; for a BAR of a device it costs only direct traffic between devices.${f.address === undefined ? ' The line that follows has the address.' : ''}`,
    remedies: () => [
      advice('Limit the guest: -cpu host,guest-phys-bits=39 (QEMU 9.1 and later), or host-phys-bits-limit=39.'),
    ],
  },
  {
    id: 'qemu/container-not-permitted',
    from: 'qemu',
    needles: ['for container'],
    pattern: pattern`[Ff]ailed to set iommu for container: Operation not permitted`,
    weight: 'trouble',
    stops: true,
    title: () => 'The kernel refused the device',
    cause: () =>
      'Either interrupts are not remapped, or the firmware holds on to the device (RMRR). The kernel log says which.',
    remedies: () => [command("dmesg | grep -iE 'vfio|rmrr|remapping'", 'shows what the kernel said')],
  },
  {
    id: 'qemu/container-invalid',
    from: 'qemu',
    needles: ['ailed to set group container', 'No available IOMMU models'],
    pattern: pattern`(?:[Ff]ailed to set group container: (?<reason>[\w ]{1,40})|No available IOMMU models)`,
    weight: 'trouble',
    stops: true,
    title: () => 'The group could not be given an address space',
    cause: f =>
      f.reason === undefined
        ? 'The module vfio_iommu_type1 is not loaded.'
        : 'The firmware asks for memory that stays mapped for the device, or a member of the group is under a host driver. The kernel log says which.',
    remedies: f => [
      f.reason === undefined
        ? command('modprobe vfio_iommu_type1', 'loads it until the next start')
        : command("dmesg | grep -iE 'vfio|1:1|rmrr'", 'shows what the kernel said'),
    ],
  },
  {
    id: 'qemu/no-group',
    from: 'qemu',
    needles: ['no iommu_group found'],
    pattern: pattern`${BDF}: no iommu_group found`,
    weight: 'trouble',
    stops: true,
    title: f => `No IOMMU covers ${f.device}`,
    cause: () => 'The IOMMU is off, in the firmware or on the kernel command line.',
    remedies: () => [checkSelection],
  },
  {
    id: 'qemu/rom-unreadable',
    from: 'qemu',
    needles: ['annot read device rom', 'option ROM contents are probably invalid'],
    pattern: pattern`[Cc]annot read device rom at (?<rom>[0-9a-f:.]{7,16})|option ROM contents are probably invalid`,
    weight: 'trouble',
    title: () => 'The ROM of the card could not be read',
    cause: () =>
      'The firmware started the card as its first screen and closed the ROM, or the card sleeps. Guests of UEFI show no early picture then.',
    remedies: () => [advice('Give the ROM as a file (romfile=), or add rombar=0 if the guest runs without.')],
  },
  {
    id: 'qemu/romfile-missing',
    from: 'qemu',
    needles: ['failed to find romfile'],
    pattern: pattern`failed to find romfile "(?<path>[^"]{1,200})"`,
    weight: 'trouble',
    stops: true,
    title: f => `The ROM file ${f.path} is not there`,
    cause: () => 'QEMU looks in the folder it was started in and in its own; or its user may not read the file.',
    remedies: () => [advice('Give the whole path, and let the user who runs QEMU read it.')],
  },
  {
    id: 'qemu/hugepages-missing',
    from: 'qemu',
    needles: ['backing store for guest RAM', 'free host memory pages'],
    pattern: pattern`unable to map backing store for guest RAM: Cannot allocate memory|Insufficient free host memory pages available`,
    weight: 'trouble',
    stops: true,
    title: () => 'There are not enough free huge pages for the guest',
    cause: () => 'They are counted for each size and NUMA node, and another machine may hold some.',
    remedies: () => [
      command('grep -r . /sys/devices/system/node/node*/hugepages/*/free_hugepages', 'shows what is free where'),
    ],
  },
  {
    id: 'qemu/kvm-denied',
    from: 'qemu',
    needles: ['KVM kernel module'],
    pattern: pattern`Could not access KVM kernel module: (?<reason>Permission denied|No such file or directory)`,
    weight: 'trouble',
    stops: true,
    title: f => (f.reason === 'Permission denied' ? 'QEMU may not open /dev/kvm' : '/dev/kvm is not there'),
    cause: f =>
      f.reason === 'Permission denied'
        ? 'The user who runs QEMU is not in the group of the node.'
        : 'KVM is not loaded, or virtualisation is switched off in the firmware.',
    remedies: () => [advice('Bindery says which on its page about the host.')],
  },
  {
    id: 'qemu/property-unknown',
    from: 'qemu',
    needles: ["' not found"],
    pattern: pattern`Property '(?<model>[\w-]{1,40})\.(?<property>[\w-]{1,40})' not found`,
    weight: 'trouble',
    stops: true,
    title: f => `This QEMU knows no property ${f.property} of ${f.model}`,
    cause: () => 'The command line was written for another version.',
    remedies: f => [
      {
        kind: 'command',
        command: `qemu-system-x86_64 -device ${f.model},help`,
        needsRoot: false,
        effect: 'lists the properties that it knows',
      },
    ],
  },
  {
    id: 'qemu/no-cdev',
    from: 'qemu',
    needles: ['CONFIG_VFIO_DEVICE_CDEV', 'find vfio-dev'],
    pattern: pattern`is your kernel config missing CONFIG_VFIO_DEVICE_CDEV|failed to find vfio-dev`,
    weight: 'trouble',
    stops: true,
    title: () => 'This kernel makes no nodes for single VFIO devices',
    cause: () =>
      'QEMU was told to use iommufd, which needs them (CONFIG_VFIO_DEVICE_CDEV), or the device is not under vfio-pci.',
    remedies: () => [advice('Leave out iommufd, and QEMU uses the IOMMU group as before.')],
  },
  {
    id: 'qemu/no-peer-to-peer',
    from: 'qemu',
    needles: ['peer-to-peer transactions on BARs'],
    pattern: pattern`PCI peer-to-peer transactions on BARs are not supported`,
    weight: 'fine',
    title: () => 'Assigned devices cannot reach each other directly',
    cause: () =>
      'The IOMMU does not reach their addresses in the guest. It matters only for devices that talk to each other; all else works.',
    remedies: () => [],
  },
];
