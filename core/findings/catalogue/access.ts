/**
 * Texts about who may open what, and about security modules.
 * Source: credentials(7) (groups are taken at login); udev(7); Linux Documentation/admin-guide/cgroup-v1/devices.rst;
 * libvirt src/security/apparmor/libvirt-qemu, tools/virt-host-validate-common.c; Linux kernel/module/signing.c.
 */
import type { ApparmorProfile } from '../../access/apparmor-profiles.ts';
import type { Unknown } from '../../host/measured.ts';
import type { UdevRule } from '../../host/schema/access.ts';
import type { NodeOwner } from '../../vfio/node-access.ts';
import type { Catalogue, NoFacts } from '../catalogue-entry.ts';
import { evidenceOfUnknown } from '../evidence.ts';
import { countOf, enumerate } from '../function-label.ts';
import type { Remedy } from '../remedy.ts';
import { octal } from './virtualization.ts';

export type NetworkNode = { path: string; is: 'open' | 'closed' | 'missing' | 'unmeasured'; mode: number | null };

export type AccessFacts = {
  'access/group-needs-login': { path: string; mode: number; group: string; user: string };
  'access/desktop-may-not-open': { path: string; pid: number } & NodeOwner;
  'access/udev-rule-not-applied': { path: string; mode: number; rule: UdevRule } & NodeOwner;
  'access/iommufd-closed': { paths: string[]; user: string };
  'access/vhost-net-not-usable': { node: NetworkNode };
  'access/tun-not-usable': { node: NetworkNode };
  'access/device-cgroup-denies': { paths: string[]; list: string[] };
  'access/device-cgroup-unmeasured': { gap: Unknown };
  'access/cgroup-controllers-missing': { missing: string[]; present: string[] };
  'access/selinux-confines-libvirt': NoFacts;
  /** null: only root may list them. */
  'access/apparmor-confines-libvirt': { profiles: ApparmorProfile[] | null };
  'access/own-label-confined': { label: string; module: 'SELinux' | 'AppArmor' };
  'access/secure-boot-on': NoFacts;
  'access/secure-guests': { kinds: { title: string; source: string }[] };
};

const ownerEvidence = (f: NodeOwner & { path: string; mode: number }) => ({
  source: f.path,
  observed: `${f.owner}:${f.group}, mode ${octal(f.mode)}`,
});

const networkEvidence = ({ path, is, mode }: NetworkNode) => ({
  source: path,
  observed: is === 'missing' ? 'not there' : `closed to this user${mode === null ? '' : `, mode ${octal(mode)}`}`,
});

const load = (module: string): Remedy => ({
  kind: 'command',
  command: `modprobe ${module}`,
  needsRoot: true,
  effect: 'loads the module until the next start',
});

export const accessCatalogue: Catalogue<AccessFacts> = {
  'access/group-needs-login': {
    severity: 'blocker',
    title: f => `The group ${f.group} waits for a new login`,
    explain: f =>
      `${f.user} is in the group ${f.group}, which may open ${f.path}, but this session began before that and keeps its old groups. QEMU started from here stops with "Permission denied".`,
    evidence: f => [
      { source: '/etc/group', observed: `${f.group} lists ${f.user}` },
      { source: '/proc/self/status', observed: `Groups without ${f.group}` },
      { source: f.path, observed: `mode ${octal(f.mode)}` },
    ],
    remedies: f => [
      { kind: 'advice', text: `Log out of every session of ${f.user} and in again, or start the computer again.` },
      {
        kind: 'command',
        command: `newgrp ${f.group}`,
        needsRoot: false,
        effect: 'opens a shell with the group at once; start the machine from there',
      },
    ],
  },
  'access/desktop-may-not-open': {
    severity: 'warning',
    title: f => `Programs of the desktop may not open ${f.path}`,
    explain: f =>
      `This shell may open ${f.path}, but the service manager of ${f.user}, from which programs of the desktop and user units come, has other groups: it began before ${f.user} was taken into ${f.group}, and lives until the last session ends.`,
    evidence: f => [
      { source: `/proc/${f.pid}/status`, observed: `Groups without ${f.group}` },
      { source: f.path, observed: `belongs to ${f.owner}:${f.group}` },
    ],
    remedies: f => [{ kind: 'advice', text: `Log out of every session of ${f.user}, ssh among them, and in again.` }],
  },
  'access/udev-rule-not-applied': {
    severity: 'blocker',
    title: f => `A udev rule would open ${f.path}, but it has not been applied`,
    explain: f =>
      `The node belongs to ${f.owner}:${f.group} with mode ${octal(f.mode)}, and ${f.rule.file} asks for something else. Rules act when a node is made: this one is older than the rule, or the rule was not read again. QEMU started by ${f.user} stops with "failed to open ${f.path}: Permission denied".`,
    evidence: f => [ownerEvidence(f), { source: `${f.rule.file}:${f.rule.line}`, observed: f.rule.text }],
    remedies: () => [
      {
        kind: 'command',
        command: 'udevadm control --reload\nudevadm trigger --subsystem-match=vfio --subsystem-match=vfio-dev',
        needsRoot: true,
        effect: 'reads the rules again and applies them to the nodes that are there',
      },
    ],
  },
  'access/iommufd-closed': {
    severity: 'note',
    title: f => `${f.user} may not use iommufd`,
    explain: f =>
      `VFIO offers two ways to a function: through its IOMMU group, and through iommufd. For the second ${f.user} would have to open ${enumerate(f.paths)} as well. Nested assignment needs it; a plain machine runs without.`,
    evidence: f => f.paths.map(path => ({ source: path, observed: 'closed to this user' })),
    remedies: () => [
      {
        kind: 'advice',
        text: 'A file in /etc/udev/rules.d with these two lines opens them to the group vfio: SUBSYSTEM=="vfio-dev", GROUP="vfio", MODE="0660" and KERNEL=="iommu", SUBSYSTEM=="misc", GROUP="vfio", MODE="0660".',
      },
    ],
  },
  'access/vhost-net-not-usable': {
    severity: 'note',
    title: f => (f.node.is === 'missing' ? 'The kernel offers no vhost-net' : 'This user may not open /dev/vhost-net'),
    explain: () =>
      'With a bridge or tap device, packets then go through QEMU instead of the kernel, which costs speed and nothing else. The built-in NAT of QEMU never uses it.',
    evidence: f => [networkEvidence(f.node)],
    remedies: f =>
      f.node.is === 'missing'
        ? [load('vhost_net')]
        : [{ kind: 'advice', text: 'On most hosts the group kvm may open it.' }],
  },
  'access/tun-not-usable': {
    severity: 'note',
    title: f => (f.node.is === 'missing' ? 'The kernel offers no tap devices' : 'This user may not open /dev/net/tun'),
    explain: () =>
      "A machine on a bridge needs /dev/net/tun, for QEMU's bridge helper as well as for libvirt. The built-in NAT of QEMU does not.",
    evidence: f => [networkEvidence(f.node)],
    remedies: f =>
      f.node.is === 'missing'
        ? [load('tun')]
        : [
            {
              kind: 'command',
              command: 'chmod 0666 /dev/net/tun',
              needsRoot: true,
              effect: 'gives it the mode that systemd gives it; who may make a device is decided elsewhere',
            },
          ],
  },
  'access/device-cgroup-denies': {
    severity: 'blocker',
    title: f => `A control group forbids ${enumerate(f.paths)}`,
    explain: f =>
      `This process lives in a container or service with a list of devices that it may open, and ${enumerate(f.paths)} ${f.paths.length === 1 ? 'is' : 'are'} not on it. Opening stops with "Operation not permitted", whatever owner and mode say.`,
    evidence: f => [{ source: 'devices.list of the control group', observed: f.list.join(', ') || 'empty' }],
    remedies: f => [
      {
        kind: 'advice',
        text: `Allow ${enumerate(f.paths)} and the nodes below /dev/vfio where the container or service is set up (DeviceAllow= of systemd, --device of a container), or start the machine outside of it.`,
      },
    ],
  },
  'access/device-cgroup-unmeasured': {
    severity: 'unmeasured',
    title: () => 'Whether a control group forbids devices could not be measured',
    explain: () => 'In a container the list of allowed devices decides whether VFIO and KVM can be opened.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
  'access/cgroup-controllers-missing': {
    severity: 'note',
    title: f => `libvirt misses ${countOf(f.missing.length, 'controller')} of control groups`,
    explain: f =>
      `${enumerate(f.missing)} ${f.missing.length === 1 ? 'is' : 'are'} not offered by this kernel, so libvirt cannot place or limit its machines by ${f.missing.length === 1 ? 'it' : 'them'}. QEMU started by hand does not need any.`,
    evidence: f => [{ source: '/sys/fs/cgroup/cgroup.controllers', observed: f.present.join(' ') || 'none' }],
    remedies: f => [
      {
        kind: 'advice',
        text: `Look for cgroup_disable= among the kernel arguments, or take a kernel that is built with ${enumerate(f.missing)}.`,
      },
    ],
  },
  'access/selinux-confines-libvirt': {
    severity: 'note',
    title: () => 'SELinux confines the machines of libvirt',
    explain: () =>
      'libvirt labels what it hands to a machine by itself: disks, VFIO nodes. A ROM file or a disk in an odd place may keep a label that its QEMU may not read. QEMU started from a normal shell is not confined.',
    evidence: () => [{ source: '/sys/fs/selinux/enforce', observed: '1' }],
    remedies: () => [
      {
        kind: 'command',
        command: 'ausearch -m AVC -ts recent',
        needsRoot: true,
        effect: 'lists what SELinux refused of late, after a failed start',
      },
    ],
  },
  'access/apparmor-confines-libvirt': {
    severity: 'note',
    title: () => 'AppArmor confines the machines of libvirt',
    explain: () =>
      "libvirt writes a profile for each machine that names its disks and VFIO groups. ROM files outside of the usual folders are refused, and older versions know nothing of /dev/iommu: these go into a local addition. QEMU started from a shell is not confined by libvirt's profiles.",
    evidence: f => [
      { source: '/sys/module/apparmor/parameters/enabled', observed: 'Y' },
      ...(f.profiles === null
        ? []
        : [
            {
              source: '/sys/kernel/security/apparmor/profiles',
              observed:
                f.profiles.map(profile => `${profile.name} (${profile.mode})`).join(', ') || 'none about machines',
            },
          ]),
    ],
    remedies: () => [
      {
        kind: 'advice',
        text: 'Where libvirt needs it: put lines such as "/dev/iommu rw," and "/dev/vfio/devices/* rw," into /etc/apparmor.d/local/abstractions/libvirt-qemu.',
      },
    ],
  },
  'access/own-label-confined': {
    severity: 'warning',
    title: f => `${f.module} confines what is started from here`,
    explain: f =>
      `This process runs as ${f.label}, and QEMU started from it stays within what that label allows. VFIO and KVM may be refused with "Permission denied" although owner and mode allow them.`,
    evidence: f => [{ source: '/proc/self/attr/current', observed: f.label }],
    remedies: () => [
      {
        kind: 'advice',
        text: 'Start Bindery and the machine from a plain shell of the host: not from a snap, a container or a confined role.',
      },
    ],
  },
  'access/secure-boot-on': {
    severity: 'note',
    title: () => 'Secure Boot keeps out modules that you build yourself',
    explain: () =>
      'The kernel takes only modules with a signature that it trusts. VFIO comes with the kernel and works; modules from elsewhere, such as vendor-reset or kvmfr, are refused with "Key was rejected by service" until you enrol a key of yours.',
    evidence: () => [
      { source: '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c', observed: '1' },
      { source: '/sys/kernel/security/lockdown', observed: 'not none' },
    ],
    remedies: () => [
      { kind: 'advice', text: 'For such modules: make a key, sign them with it, and enrol it with mokutil --import.' },
    ],
  },
  'access/secure-guests': {
    severity: 'note',
    title: f => `This host can run encrypted guests (${enumerate(f.kinds.map(kind => kind.title))})`,
    explain: () =>
      'Such a guest hides its memory from the host, and with it from assigned devices, which then copy through shared buffers. A machine of Bindery is not encrypted.',
    evidence: f => f.kinds.map(({ source }) => ({ source, observed: 'on' })),
    remedies: () => [],
  },
};
