#!/bin/sh
# Starts the machine "igd". Written by Bindery; made to be read and changed.
# Words given to this script are passed on to QEMU.

# WARNING: exported although one thing stands in the way. It will not work before these are mended:
#  - The locked-memory limit is too low (memory/memlock-too-low)

set -eu

# Every assigned function must be held by a VFIO driver: QEMU's own message would not say which is not.
for bdf in 0000:00:02.0; do
  folder=/sys/bus/pci/devices/$bdf
  if [ ! -e "$folder" ]; then
    echo "There is no PCI function $bdf. Addresses move when a card is added; export the machine again." >&2
    exit 1
  fi
  driver=$(readlink "$folder/driver" || echo none)
  case ${driver##*/} in
    vfio-pci | *_vfio_pci | *-vfio-pci) ;;
    *)
      echo "$bdf is bound to ${driver##*/}, not to vfio-pci. Hand it over first, as root:" >&2
      echo "  modprobe vfio-pci; echo vfio-pci > $folder/driver_override" >&2
      [ "${driver##*/}" = none ] || echo "  echo $bdf > $folder/driver/unbind" >&2
      echo "  echo $bdf > /sys/bus/pci/drivers_probe" >&2
      exit 1
      ;;
  esac
done

# All guest memory is pinned, which counts as locked: 9 GiB with room for firmware and buffers. Root is exempt.
if [ "$(id -u)" -ne 0 ] && [ "$(ulimit -S -l)" != unlimited ] && [ "$(ulimit -S -l)" -lt 9437184 ]; then
  ulimit -S -l 9437184 2>/dev/null || ulimit -S -l "$(ulimit -H -l)" 2>/dev/null || true
  if [ "$(ulimit -S -l)" != unlimited ] && [ "$(ulimit -S -l)" -lt 8388608 ]; then
    echo "The locked-memory limit is $(ulimit -H -l) KiB, 9437184 KiB (9 GiB) are needed." >&2
    echo "Raise it, for example with a file in /etc/security/limits.d: $(id -un) - memlock 9437184" >&2
    echo "and log in again. Programs started from the desktop may need LimitMEMLOCK for user@.service as well." >&2
    exit 1
  fi
fi

# The machine's own folder: firmware variables and sockets, for nobody else.
if [ -e /home/ada/.local/share/bindery/igd ] && [ ! -w /home/ada/.local/share/bindery/igd ]; then
  echo "The folder of this machine belongs to another user, perhaps from a start with sudo. As root:" >&2
  echo "  chown -R $(id -un) "/home/ada/.local/share/bindery/igd >&2
  exit 1
fi
mkdir -p -m 0700 /home/ada/.local/share/bindery/igd
[ -e /home/ada/.local/share/bindery/igd/firmware-variables.fd ] || { cp /usr/share/OVMF/OVMF_VARS_4M.fd /home/ada/.local/share/bindery/igd/firmware-variables.fd.part && chmod u+w /home/ada/.local/share/bindery/igd/firmware-variables.fd.part && mv /home/ada/.local/share/bindery/igd/firmware-variables.fd.part /home/ada/.local/share/bindery/igd/firmware-variables.fd; }
# Started with sudo, the folder still belongs to the user.
[ -z "${SUDO_UID:-}" ] || chown "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" /home/ada/.local/share/bindery/igd /home/ada/.local/share/bindery/igd/firmware-variables.fd

# The name of the machine; threads are named after their work.
set -- "$@" -name guest=igd,debug-threads=on
# Nothing that is not written here: no default disk, network or display.
set -- "$@" -nodefaults
# No options from configuration files either.
set -- "$@" -no-user-config
# A PCI Express machine; assigned devices sit behind root ports as on a real board.
set -- "$@" -machine q35,accel=kvm,pflash0=firmware-code,pflash1=firmware-variables
# The guest sees the processor of the host, with all its address bits, so that large BARs fit.
set -- "$@" -cpu host
# One socket, so that no edition of Windows leaves processors unused.
set -- "$@" -smp 4,sockets=1,cores=4,threads=1
# All of it is pinned when the machine starts.
set -- "$@" -m size=8192M
# Clock in UTC; lost ticks are caught up slowly.
set -- "$@" -rtc base=utc,driftfix=slew
# Firmware: UEFI firmware for x86_64.
set -- "$@" -blockdev driver=raw,node-name=firmware-code,read-only=on,file.driver=file,file.filename=/usr/share/OVMF/OVMF_CODE_4M.fd
# This machine's own boot entries and settings.
set -- "$@" -blockdev driver=raw,node-name=firmware-variables,file.driver=file,file.filename=/home/ada/.local/share/bindery/igd/firmware-variables.fd
# Root port for the network card.
set -- "$@" -device pcie-root-port,id=port1,bus=pcie.0,chassis=1,slot=1,addr=0x10.0,multifunction=on
# Root port for USB.
set -- "$@" -device pcie-root-port,id=port2,bus=pcie.0,chassis=2,slot=2,addr=0x10.1
# 0000:00:02.0: Intel Corporation AlderLake-S GT1.
set -- "$@" -device vfio-pci,host=0000:00:02.0,id=hostdev0,bus=pcie.0,addr=02.0
# The guest is a neighbour of the host on bridge br0.
set -- "$@" -netdev bridge,id=net0,br=br0
# Network card.
set -- "$@" -device virtio-net-pci,netdev=net0,mac=52:54:00:d8:4b:47,bus=port1
# Connect with: remote-viewer spice+unix:///home/ada/.local/share/bindery/igd/spice.sock
set -- "$@" -spice unix=on,addr=/home/ada/.local/share/bindery/igd/spice.sock,disable-ticketing=on
# Emulated graphics for that display.
set -- "$@" -device virtio-vga,bus=pcie.0,addr=0x1
# USB controller for keyboard and pointer.
set -- "$@" -device qemu-xhci,id=usb,bus=port2
# Keyboard.
set -- "$@" -device usb-kbd,bus=usb.0
# Pointer that needs no grabbing.
set -- "$@" -device usb-tablet,bus=usb.0
# A control socket, to shut the machine down cleanly and to ask for its state.
set -- "$@" -chardev socket,id=qmp,path=/home/ada/.local/share/bindery/igd/qmp.sock,server=on,wait=off
# QMP, the control protocol, on that socket.
set -- "$@" -mon chardev=qmp,mode=control

exec /usr/bin/qemu-system-x86_64 "$@"
