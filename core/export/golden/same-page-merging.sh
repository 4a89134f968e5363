#!/bin/sh
# Starts the machine "passthrough". Written by Bindery; made to be read and changed.
# Words given to this script are passed on to QEMU.

# WARNING: exported although one thing stands in the way. It will not work before these are mended:
#  - The locked-memory limit is too low (memory/memlock-too-low)

set -eu

# Every assigned function must be held by a VFIO driver: QEMU's own message would not say which is not.
for bdf in 0000:01:00.0 0000:01:00.1 0000:01:00.2 0000:01:00.3; do
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

# All guest memory is pinned, which counts as locked: 17 GiB with room for firmware and buffers. Root is exempt.
if [ "$(id -u)" -ne 0 ] && [ "$(ulimit -S -l)" != unlimited ] && [ "$(ulimit -S -l)" -lt 17825792 ]; then
  ulimit -S -l 17825792 2>/dev/null || ulimit -S -l "$(ulimit -H -l)" 2>/dev/null || true
  if [ "$(ulimit -S -l)" != unlimited ] && [ "$(ulimit -S -l)" -lt 16777216 ]; then
    echo "The locked-memory limit is $(ulimit -H -l) KiB, 17825792 KiB (17 GiB) are needed." >&2
    echo "Raise it, for example with a file in /etc/security/limits.d: $(id -un) - memlock 17825792" >&2
    echo "and log in again. Programs started from the desktop may need LimitMEMLOCK for user@.service as well." >&2
    exit 1
  fi
fi

# The machine's own folder: firmware variables and sockets, for nobody else.
if [ -e /home/ada/.local/share/bindery/passthrough ] && [ ! -w /home/ada/.local/share/bindery/passthrough ]; then
  echo "The folder of this machine belongs to another user, perhaps from a start with sudo. As root:" >&2
  echo "  chown -R $(id -un) "/home/ada/.local/share/bindery/passthrough >&2
  exit 1
fi
mkdir -p -m 0700 /home/ada/.local/share/bindery/passthrough
[ -e /home/ada/.local/share/bindery/passthrough/firmware-variables.fd ] || { cp /usr/share/OVMF/OVMF_VARS_4M.fd /home/ada/.local/share/bindery/passthrough/firmware-variables.fd.part && chmod u+w /home/ada/.local/share/bindery/passthrough/firmware-variables.fd.part && mv /home/ada/.local/share/bindery/passthrough/firmware-variables.fd.part /home/ada/.local/share/bindery/passthrough/firmware-variables.fd; }
# Started with sudo, the folder still belongs to the user.
[ -z "${SUDO_UID:-}" ] || chown "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" /home/ada/.local/share/bindery/passthrough /home/ada/.local/share/bindery/passthrough/firmware-variables.fd

# The name of the machine; threads are named after their work.
set -- "$@" -name guest=passthrough,debug-threads=on
# Nothing that is not written here: no default disk, network or display.
set -- "$@" -nodefaults
# No options from configuration files either.
set -- "$@" -no-user-config
# A PCI Express machine; assigned devices sit behind root ports as on a real board. Its memory is pinned, so the kernel need not look for equal pages in it.
set -- "$@" -machine q35,accel=kvm,mem-merge=off,pflash0=firmware-code,pflash1=firmware-variables
# The guest sees the processor of the host, with all its address bits, so that large BARs fit.
set -- "$@" -cpu host
# One socket, so that no edition of Windows leaves processors unused.
set -- "$@" -smp 8,sockets=1,cores=8,threads=1
# All of it is pinned when the machine starts.
set -- "$@" -m size=16384M
# Clock in UTC; lost ticks are caught up slowly.
set -- "$@" -rtc base=utc,driftfix=slew
# Firmware: UEFI firmware for x86_64.
set -- "$@" -blockdev driver=raw,node-name=firmware-code,read-only=on,file.driver=file,file.filename=/usr/share/OVMF/OVMF_CODE_4M.fd
# This machine's own boot entries and settings.
set -- "$@" -blockdev driver=raw,node-name=firmware-variables,file.driver=file,file.filename=/home/ada/.local/share/bindery/passthrough/firmware-variables.fd
# Root port for the card in host slot 0000:01:00.
set -- "$@" -device pcie-root-port,id=port1,bus=pcie.0,chassis=1,slot=1,addr=0x10.0,multifunction=on
# Root port for disk 0.
set -- "$@" -device pcie-root-port,id=port2,bus=pcie.0,chassis=2,slot=2,addr=0x10.1
# Root port for the network card.
set -- "$@" -device pcie-root-port,id=port3,bus=pcie.0,chassis=3,slot=3,addr=0x10.2
# 0000:01:00.0: NVIDIA Corporation TU104 [GeForce RTX 2080 SUPER].
set -- "$@" -device vfio-pci,host=0000:01:00.0,id=hostdev0,bus=port1,addr=00.0,multifunction=on
# 0000:01:00.1: NVIDIA Corporation TU104 HD Audio Controller.
set -- "$@" -device vfio-pci,host=0000:01:00.1,id=hostdev1,bus=port1,addr=00.1
# 0000:01:00.2: NVIDIA Corporation TU104 USB 3.1 Host Controller.
set -- "$@" -device vfio-pci,host=0000:01:00.2,id=hostdev2,bus=port1,addr=00.2
# 0000:01:00.3: NVIDIA Corporation TU104 USB Type-C UCSI Controller.
set -- "$@" -device vfio-pci,host=0000:01:00.3,id=hostdev3,bus=port1,addr=00.3
# Disk 0; space that the guest frees is given back.
set -- "$@" -blockdev driver=qcow2,node-name=disk0,discard=unmap,file.driver=file,file.filename=/vm/games.qcow2
# virtio disk: fastest; Windows needs its driver from the virtio-win disc.
set -- "$@" -device virtio-blk-pci,drive=disk0,bus=port2,bootindex=1
# Network through the host, without privilege: the guest gets out, nobody gets in.
set -- "$@" -netdev user,id=net0
# Network card.
set -- "$@" -device virtio-net-pci,netdev=net0,mac=52:54:00:4e:24:41,bus=port3
# No emulated display: the picture comes from the assigned GPU.
set -- "$@" -display none
# A control socket, to shut the machine down cleanly and to ask for its state.
set -- "$@" -chardev socket,id=qmp,path=/home/ada/.local/share/bindery/passthrough/qmp.sock,server=on,wait=off
# QMP, the control protocol, on that socket.
set -- "$@" -mon chardev=qmp,mode=control

exec /usr/bin/qemu-system-x86_64 "$@"
