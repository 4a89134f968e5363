import type { AccessFacts } from '../catalogue/access.ts';
import type { Examples } from './examples.ts';

const gap = { unknown: 'denied', source: '/sys/example', detail: 'EACCES' } as const;
const owner = { owner: 'root', group: 'vfio', user: 'ada' };

export const accessExamples: Examples<AccessFacts> = {
  facts: {
    'access/group-needs-login': { path: '/dev/kvm', mode: 0o660, group: 'kvm', user: 'ada' },
    'access/desktop-may-not-open': { path: '/dev/vfio/46', pid: 1873, ...owner },
    'access/udev-rule-not-applied': {
      path: '/dev/vfio/46',
      mode: 0o600,
      rule: {
        file: '/etc/udev/rules.d/10-vfio.rules',
        line: 2,
        text: 'SUBSYSTEM=="vfio", OWNER="root", GROUP="vfio", MODE="0660"',
      },
      ...owner,
    },
    'access/iommufd-closed': { paths: ['/dev/iommu', '/dev/vfio/devices/vfio0'], user: 'ada' },
    'access/vhost-net-not-usable': { node: { path: '/dev/vhost-net', is: 'closed', mode: 0o660 } },
    'access/tun-not-usable': { node: { path: '/dev/net/tun', is: 'missing', mode: null } },
    'access/device-cgroup-denies': { paths: ['/dev/kvm', '/dev/vfio/vfio'], list: ['c 1:3 rwm', 'c 10:200 rwm'] },
    'access/device-cgroup-unmeasured': { gap },
    'access/cgroup-controllers-missing': { missing: ['cpuset'], present: ['cpu', 'io', 'memory', 'pids'] },
    'access/selinux-confines-libvirt': {},
    'access/apparmor-confines-libvirt': { profiles: [{ name: 'virt-aa-helper', mode: 'enforce' }] },
    'access/own-label-confined': { label: 'snap.bindery.bindery (enforce)', module: 'AppArmor' },
    'access/secure-boot-on': {},
    'access/secure-guests': { kinds: [{ title: 'AMD SEV', source: '/sys/module/kvm_amd/parameters/sev' }] },
  },
  withoutRemedy: {
    'access/device-cgroup-unmeasured': 'the evidence names what to open up',
    'access/secure-guests': 'a fact about the host',
  },
};
