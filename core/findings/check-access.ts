/** Who else has a say on this host: nodes for the network, control groups, security modules, Secure Boot. */
import { listAllows } from '../access/device-cgroup.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { mayOpenNode } from '../vfio/node-access.ts';
import type { NetworkNode } from './catalogue/access.ts';
import { checkDesktopAccess } from './check-node-access.ts';
import type { Finding } from './finding.ts';

export function checkAccess(host: HostSnapshot): Finding[] {
  return [
    ...checkKvmOfDesktop(host),
    ...checkNetworkNodes(host),
    ...checkDeviceCgroup(host),
    ...(hasLibvirt(host) ? [...checkControllers(host), ...checkLibvirtModules(host)] : []),
    ...checkConfinement(host),
    ...checkSecureBoot(host),
    ...checkSecureGuests(host),
  ];
}

export function hasLibvirt(host: HostSnapshot): boolean {
  const runs = knownOr(host.user.launchers, []).some(launcher => launcher.role === 'libvirt');
  return runs || knownOr(host.platform.libvirtVersion, null) !== null;
}

function checkKvmOfDesktop(host: HostSnapshot): Finding[] {
  return knownOr(host.deviceNodes, [])
    .filter(node => node.kind === 'kvm')
    .flatMap(node => checkDesktopAccess(host, node));
}

const NETWORK_NODES = [
  { kind: 'vhost-net', path: '/dev/vhost-net' },
  { kind: 'tun', path: '/dev/net/tun' },
] as const;

function checkNetworkNodes(host: HostSnapshot): Finding[] {
  if (!isKnown(host.deviceNodes)) return [];
  const nodes = host.deviceNodes;
  return NETWORK_NODES.flatMap(({ kind, path }): Finding[] => {
    const node = nodes.find(candidate => candidate.kind === kind);
    const missing = host.missingNodes.find(candidate => candidate.path === path);
    const state: NetworkNode = node
      ? { path, is: mayOpenNode(node, host.user) === false ? 'closed' : 'open', mode: node.mode }
      : { path, is: missing?.reason === 'absent' ? 'missing' : 'unmeasured', mode: null };
    if (state.is === 'open' || state.is === 'unmeasured') return [];
    return [{ code: kind === 'tun' ? 'access/tun-not-usable' : 'access/vhost-net-not-usable', node: state }];
  });
}

/** Source: Linux include/linux/miscdevice.h, include/linux/kvm_host.h; group nodes have a number that is dealt out anew at each boot. */
const MISC_MAJOR = 10;
const FIXED_MINORS = [
  { path: '/dev/kvm', minor: 232 },
  { path: '/dev/vfio/vfio', minor: 196 },
];

function checkDeviceCgroup(host: HostSnapshot): Finding[] {
  const list = host.security.deviceCgroup;
  // Without the file the kernel has no control groups.
  if (!isKnown(list)) return list.unknown === 'absent' ? [] : [{ code: 'access/device-cgroup-unmeasured', gap: list }];
  if (list === null) return [];
  const closed = FIXED_MINORS.filter(({ minor }) => !listAllows(list, MISC_MAJOR, minor)).map(({ path }) => path);
  return closed.length > 0 ? [{ code: 'access/device-cgroup-denies', paths: closed, list }] : [];
}

/** What libvirt places its machines with. Version 1 has `blkio` and `cpuacct` where version 2 has `io` and `cpu`. */
function checkControllers(host: HostSnapshot): Finding[] {
  const present = host.platform.cgroupControllers;
  if (!isKnown(present)) return [];
  const isLegacy = present.includes('blkio');
  const wanted = isLegacy
    ? ['cpu', 'cpuacct', 'cpuset', 'memory', 'devices', 'blkio']
    : ['cpu', 'cpuset', 'memory', 'io'];
  const missing = wanted.filter(name => !present.includes(name));
  return missing.length > 0 ? [{ code: 'access/cgroup-controllers-missing', missing, present }] : [];
}

function checkLibvirtModules(host: HostSnapshot): Finding[] {
  const { selinux, apparmor, apparmorProfiles } = host.security;
  return [
    ...(selinux === 'enforcing' ? [{ code: 'access/selinux-confines-libvirt' } as const] : []),
    ...(isKnown(apparmor) && apparmor.isEnabled
      ? [{ code: 'access/apparmor-confines-libvirt', profiles: knownOr(apparmorProfiles, null) } as const]
      : []),
  ];
}

/** QEMU inherits the label of whoever starts it; `unconfined` is the usual one of a person. */
function checkConfinement({ security }: HostSnapshot): Finding[] {
  const { ownLabel: label, selinux } = security;
  if (!isKnown(label) || label === null || /unconfined/.test(label)) return [];
  const isAppArmor = /\((enforce|complain|kill|user)\)$/.test(label);
  if (isAppArmor ? label.endsWith('(complain)') : selinux !== 'enforcing') return [];
  return [{ code: 'access/own-label-confined', label, module: isAppArmor ? 'AppArmor' : 'SELinux' }];
}

function checkSecureBoot({ security, kernel }: HostSnapshot): Finding[] {
  // A kernel that is not locked down takes modules without a signature all the same: nothing to say.
  const isLockedDown = knownOr(kernel.lockdown, 'none') !== 'none';
  return isLockedDown && knownOr(security.isSecureBootOn, null) === true ? [{ code: 'access/secure-boot-on' }] : [];
}

const SECURE_GUESTS: Record<string, string> = {
  sev: 'AMD SEV',
  sev_es: 'AMD SEV-ES',
  sev_snp: 'AMD SEV-SNP',
  tdx: 'Intel TDX',
};

/** Said only of what is there: most hosts have none, and nobody misses it. */
function checkSecureGuests({ platform }: HostSnapshot): Finding[] {
  const modules = knownOr(platform.modules, []).filter(module => /^kvm_(amd|intel)$/.test(module.name));
  const kinds = modules.flatMap(({ name, parameters }) =>
    Object.entries(SECURE_GUESTS).flatMap(([parameter, title]) => {
      const value = parameters[parameter];
      const isOn = value !== undefined && isKnown(value) && /^[Y1]$/.test(value.trim());
      return isOn ? [{ title, source: `/sys/module/${name}/parameters/${parameter}` }] : [];
    }),
  );
  return kinds.length > 0 ? [{ code: 'access/secure-guests', kinds }] : [];
}
