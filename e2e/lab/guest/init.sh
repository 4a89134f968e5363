#!/bin/busybox sh
# The first process of a lab machine (L1). It joins the host's own root, read-only through 9p, with a tmpfs above it, so
# that everything may be written and nothing stays; then it hands over to the agent. Lines that start with "lab:" on the
# console tell the host how far it is.
B=/bin/busybox
say() { echo "lab: $*" >/dev/console; }
fail() {
  say "failed: $*"
  $B poweroff -f
}

$B mount -t devtmpfs dev /dev
$B mount -t proc proc /proc
$B mount -t sysfs sys /sys
$B mkdir -p /dev/pts /dev/shm
$B mount -t devpts devpts /dev/pts
$B mount -t tmpfs -o mode=1777 shm /dev/shm
say init

# Behind a virtio-iommu the other virtio devices wait for its driver, so it comes first. Absent or built in: no matter.
for module in virtio_pci virtio_iommu virtio_console 9pnet_virtio 9p overlay; do $B modprobe -q $module; done

# Such a device may also be probed late: the tag appears when it is.
options=trans=virtio,version=9p2000.L,msize=512000
tries=0
until $B mount -t 9p -o ro,$options,cache=loose host /host 2>/dev/null; do
  tries=$((tries + 1))
  [ $tries -gt 200 ] && fail 'the 9p share of the host does not appear'
  $B usleep 50000
done

$B mount -t tmpfs upper /upper
$B mkdir -p /upper/data /upper/work
$B mount -t overlay -o lowerdir=/host,upperdir=/upper/data,workdir=/upper/work root /guest || fail 'no overlay root'
for folder in tmp var/tmp; do $B mount -t tmpfs -o mode=1777 tmpfs /guest/$folder; done
$B mount -t tmpfs -o mode=755 tmpfs /guest/run
for folder in dev proc sys; do $B mount --move /$folder /guest/$folder; done

# The checkout comes through a share of its own: it may lie below /tmp, or where only its owner may look.
$B mkdir -p /guest/run/lab/checkout /guest/run/lab/share
$B mount -t 9p -o ro,$options,cache=loose checkout /guest/run/lab/checkout || fail 'no share of the checkout'
$B mount -t 9p -o $options,cache=none share /guest/run/lab/share || fail 'no share for files'

# Bundles in the share find what stays outside of them, and their version.
$B ln -s checkout/node_modules checkout/package.json /guest/run/lab/

# The kernel calls /sbin/modprobe; the host may have none, or modules of its own.
$B cp $B /guest/run/lab/busybox
$B mkdir -p /guest/lib/modules /guest/usr/sbin
$B mount --bind /lib/modules /guest/lib/modules 2>/dev/null
$B ln -sf /run/lab/busybox /guest/usr/sbin/modprobe

# Two accounts, whoever lives on the host.
printf '%s\n' root:x:0:0:root:/root:/bin/sh user:x:1000:1000:User:/home/user:/bin/sh >/guest/etc/passwd
printf '%s\n' root:x:0: user:x:1000: kvm:x:36:user >/guest/etc/group
$B mkdir -p /guest/home/user
$B chown 1000:1000 /guest/home/user
$B hostname lab
say root

agent=
for argument in $($B cat /guest/proc/cmdline); do
  case $argument in lab.agent=*) agent=${argument#lab.agent=} ;; esac
done
cd /guest || fail 'no root'
$B env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin HOME=/root LANG=C.UTF-8 \
  NODE_COMPILE_CACHE=/run/lab/share/compile-cache \
  $B chroot /guest /run/lab/checkout/node_modules/.bin/node "$agent" </dev/null >/dev/console 2>&1
fail "the agent ended with exit code $?"
