#!/bin/sh
# Starts the machine "windows". Written by Bindery; made to be read and changed.
# Words given to this script are passed on to QEMU.

# WARNING: exported although one thing stands in the way. It will not work before these are mended:
#  - No UEFI firmware with Secure Boot is installed (firmware/secure-boot-missing)

set -eu

# The files of the UEFI firmware were not known when this was written. Without them QEMU would start SeaBIOS.
if [ $# -eq 0 ]; then
  echo "The UEFI firmware of this machine is not known. Export the machine again on this host, or name a build: $0 -bios FILE" >&2
  exit 1
fi

# The machine's own folder: firmware variables and sockets, for nobody else.
if [ -e /home/ada/.local/share/bindery/windows ] && [ ! -w /home/ada/.local/share/bindery/windows ]; then
  echo "The folder of this machine belongs to another user, perhaps from a start with sudo. As root:" >&2
  echo "  chown -R $(id -un) "/home/ada/.local/share/bindery/windows >&2
  exit 1
fi
mkdir -p -m 0700 /home/ada/.local/share/bindery/windows
# Started with sudo, the folder still belongs to the user.
[ -z "${SUDO_UID:-}" ] || chown "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" /home/ada/.local/share/bindery/windows

# The name of the machine; threads are named after their work.
set -- "$@" -name guest=windows,debug-threads=on
# Nothing that is not written here: no default disk, network or display.
set -- "$@" -nodefaults
# No options from configuration files either.
set -- "$@" -no-user-config
# A PCI Express machine; assigned devices sit behind root ports as on a real board.
set -- "$@" -machine q35,accel=kvm
# The guest sees the processor of the host, with all its address bits, so that large BARs fit.
set -- "$@" -cpu host
# One socket, so that no edition of Windows leaves processors unused.
set -- "$@" -smp 4,sockets=1,cores=4,threads=1
# Guest memory.
set -- "$@" -m size=8192M
# Clock in UTC; lost ticks are caught up slowly.
set -- "$@" -rtc base=utc,driftfix=slew
# Root port for disk 0.
set -- "$@" -device pcie-root-port,id=port1,bus=pcie.0,chassis=1,slot=1,addr=0x10.0,multifunction=on
# Root port for the network card.
set -- "$@" -device pcie-root-port,id=port2,bus=pcie.0,chassis=2,slot=2,addr=0x10.1
# Root port for USB.
set -- "$@" -device pcie-root-port,id=port3,bus=pcie.0,chassis=3,slot=3,addr=0x10.2
# Disk 0; space that the guest frees is given back.
set -- "$@" -blockdev driver=raw,node-name=disk0,discard=unmap,file.driver=file,file.filename=/vm/a.img
# NVMe disk.
set -- "$@" -device nvme,drive=disk0,serial=disk0,bus=port1,bootindex=1
# Disc in drive 1.
set -- "$@" -blockdev driver=raw,node-name=disk1,read-only=on,file.driver=file,file.filename=/vm/install.iso
# CD drive on SATA.
set -- "$@" -device ide-cd,drive=disk1,bus=ide.0,bootindex=2
# Disk 2; space that the guest frees is given back.
set -- "$@" -blockdev driver=raw,node-name=disk2,discard=unmap,file.driver=file,file.filename=/vm/b.img
# SATA disk: every system has a driver for it.
set -- "$@" -device ide-hd,drive=disk2,bus=ide.1,bootindex=3
# Disk 3; space that the guest frees is given back.
set -- "$@" -blockdev driver=raw,node-name=disk3,discard=unmap,file.driver=file,file.filename=/vm/c.img
# SATA disk: every system has a driver for it.
set -- "$@" -device ide-hd,drive=disk3,bus=ide.2,bootindex=4
# Disk 4; space that the guest frees is given back.
set -- "$@" -blockdev driver=raw,node-name=disk4,discard=unmap,file.driver=file,file.filename=/vm/d.img
# SATA disk: every system has a driver for it.
set -- "$@" -device ide-hd,drive=disk4,bus=ide.3,bootindex=5
# Disk 5; space that the guest frees is given back.
set -- "$@" -blockdev driver=raw,node-name=disk5,discard=unmap,file.driver=file,file.filename=/vm/e.img
# SATA disk: every system has a driver for it.
set -- "$@" -device ide-hd,drive=disk5,bus=ide.4,bootindex=6
# Disk 6; space that the guest frees is given back.
set -- "$@" -blockdev driver=raw,node-name=disk6,discard=unmap,file.driver=file,file.filename=/vm/f.img
# SATA disk: every system has a driver for it.
set -- "$@" -device ide-hd,drive=disk6,bus=ide.5,bootindex=7
# The chipset has six SATA ports; this adds six.
set -- "$@" -device ich9-ahci,id=sata1,bus=pcie.0,addr=0x4
# Disk 7; space that the guest frees is given back.
set -- "$@" -blockdev driver=raw,node-name=disk7,discard=unmap,file.driver=file,file.filename=/vm/g.img
# SATA disk: every system has a driver for it.
set -- "$@" -device ide-hd,drive=disk7,bus=sata1.0,bootindex=8
# Disk 8; space that the guest frees is given back.
set -- "$@" -blockdev driver=raw,node-name=disk8,discard=unmap,file.driver=file,file.filename=/vm/h.img
# SATA disk: every system has a driver for it.
set -- "$@" -device ide-hd,drive=disk8,bus=sata1.1,bootindex=9
# Network through the host, without privilege: the guest gets out, nobody gets in.
set -- "$@" -netdev user,id=net0
# Network card.
set -- "$@" -device virtio-net-pci,netdev=net0,mac=52:54:00:97:26:ea,bus=port2
# Connect with: vncviewer /home/ada/.local/share/bindery/windows/vnc.sock
set -- "$@" -vnc unix:/home/ada/.local/share/bindery/windows/vnc.sock
# Emulated graphics for that display.
set -- "$@" -device virtio-vga,bus=pcie.0,addr=0x1
# USB controller for keyboard and pointer.
set -- "$@" -device qemu-xhci,id=usb,bus=port3
# Keyboard.
set -- "$@" -device usb-kbd,bus=usb.0
# Pointer that needs no grabbing.
set -- "$@" -device usb-tablet,bus=usb.0
# A control socket, to shut the machine down cleanly and to ask for its state.
set -- "$@" -chardev socket,id=qmp,path=/home/ada/.local/share/bindery/windows/qmp.sock,server=on,wait=off
# QMP, the control protocol, on that socket.
set -- "$@" -mon chardev=qmp,mode=control

exec /usr/bin/qemu-system-x86_64 "$@"
