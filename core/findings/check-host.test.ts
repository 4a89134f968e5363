import { beforeAll, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { isKnown, type Unknown } from '../host/measured.ts';
import type { DeviceNode, HostSnapshot } from '../host/snapshot.ts';
import { checkHost } from './check-host.ts';

const gap: Unknown = { unknown: 'denied', source: '/x', detail: 'EACCES' };
let host: HostSnapshot;
beforeAll(async () => {
  host = await sampleSnapshot('intel-desktop');
});

const kvm = (change: Partial<DeviceNode>): HostSnapshot => ({
  ...host,
  deviceNodes: isKnown(host.deviceNodes)
    ? host.deviceNodes.map(node => (node.kind === 'kvm' ? { ...node, ...change } : node))
    : gap,
});
const withoutKvm = (flags: HostSnapshot['cpu']['flags']): HostSnapshot => ({
  ...host,
  deviceNodes: [],
  cpu: { ...host.cpu, flags },
});
const found = (on: HostSnapshot) => checkHost(on).filter(finding => !finding.code.startsWith('iommu/'));

test('a healthy host', () => {
  expect(found(host)).toEqual([
    { code: 'kvm/usable', mode: 0o660 },
    expect.objectContaining({ code: 'qemu/found', path: '/usr/bin/qemu-system-x86_64' }),
    { code: 'access/apparmor-confines-libvirt', profiles: null },
    expect.objectContaining({ code: 'platform/boot-loader' }),
    expect.objectContaining({ code: 'kernel-log/unmeasured' }),
  ]);
});

test.each<[string, () => HostSnapshot, object]>([
  ['closed', () => kvm({ mayOpen: false, gid: 999 }), { code: 'kvm/no-access', user: 'ada', group: 'gid 999' }],
  [
    'not asked, ids unknown',
    () => ({ ...kvm({ mayOpen: gap }), user: { ...host.user, uid: gap } }),
    { code: 'kvm/unmeasured', gap },
  ],
  ['missing, Intel', () => withoutKvm(['fpu', 'vmx']), { code: 'kvm/module-missing', flag: 'vmx' }],
  ['missing, AMD', () => withoutKvm(['svm']), { code: 'kvm/module-missing', flag: 'svm' }],
  ['missing, no flag', () => withoutKvm(['fpu']), { code: 'kvm/no-cpu-support', isVirtualMachine: false }],
  ['missing in a guest', () => withoutKvm(['hypervisor']), { code: 'kvm/no-cpu-support', isVirtualMachine: true }],
  ['missing, flags unknown', () => withoutKvm(gap), { code: 'kvm/unmeasured', gap }],
  ['nodes unknown', () => ({ ...host, deviceNodes: gap }), { code: 'kvm/unmeasured', gap }],
])('/dev/kvm %s', (_, on, finding) => {
  expect(found(on())[0]).toMatchObject(finding);
});

test.each<[string, Partial<HostSnapshot>, string]>([
  ['no PCI functions', { functions: [] }, 'host/no-pci-functions'],
  ['functions unknown', { functions: gap }, 'host/functions-unmeasured'],
  ['no QEMU', { qemu: [] }, 'qemu/missing'],
  [
    'QEMU for another architecture',
    { qemu: [{ path: '/usr/bin/qemu-system-aarch64', architecture: 'aarch64', version: gap }] },
    'qemu/missing',
  ],
  ['QEMU unknown', { qemu: gap }, 'qemu/unmeasured'],
])('%s', (_, change, code) => {
  expect(found({ ...host, ...change }).map(finding => finding.code)).toContain(code);
});

test('lockdown and being a guest are noted', () => {
  const on = {
    ...host,
    kernel: { ...host.kernel, lockdown: 'integrity' as const },
    cpu: { ...host.cpu, flags: ['vmx', 'hypervisor'] },
  };
  expect(found(on)).toContainEqual({ code: 'host/lockdown', mode: 'integrity' });
  expect(found(on)).toContainEqual({ code: 'host/is-virtual-machine', hypervisor: null });
});
