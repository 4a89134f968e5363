/** What can be said about a host before anything is picked: KVM, IOMMU, PCI, lockdown, QEMU. */
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { pickQemu } from '../machine/pick-qemu.ts';
import { mayOpenNode, nameNodeOwner } from '../vfio/node-access.ts';
import { checkAccess } from './check-access.ts';
import { checkIommu, isVirtualMachine } from './check-iommu.ts';
import { checkIommuArguments } from './check-iommu-arguments.ts';
import { checkAcsOverride } from './check-isolation.ts';
import { checkKernelLog } from './check-kernel-log.ts';
import { checkWaitingGroup } from './check-node-access.ts';
import { checkPlatform } from './check-platform.ts';
import type { Finding } from './finding.ts';
import { checkOrigin, readFromPost } from './posted-findings.ts';

export function checkHost(host: HostSnapshot): Finding[] {
  return readFromPost(host, [
    ...checkOrigin(host),
    ...checkIommu(host),
    ...checkIommuArguments(host),
    ...checkAcsOverride(host),
    checkKvm(host),
    ...checkPci(host),
    checkQemu(host),
    ...checkKernel(host),
    ...checkAccess(host),
    ...checkPlatform(host),
    ...checkKernelLog(host),
  ]);
}

function checkKvm(host: HostSnapshot): Finding {
  if (!isKnown(host.deviceNodes)) return { code: 'kvm/unmeasured', gap: host.deviceNodes };
  const node = host.deviceNodes.find(candidate => candidate.kind === 'kvm');
  if (!node) {
    if (!isKnown(host.cpu.flags)) return { code: 'kvm/unmeasured', gap: host.cpu.flags };
    const flag = (['vmx', 'svm'] as const).find(name => knownOr(host.cpu.flags, []).includes(name));
    if (flag) return { code: 'kvm/module-missing', flag };
    return {
      code: 'kvm/no-cpu-support',
      model: knownOr(host.cpu.model, null),
      isVirtualMachine: isVirtualMachine(host),
    };
  }
  const allowed = mayOpenNode(node, host.user);
  if (!isKnown(allowed)) return { code: 'kvm/unmeasured', gap: allowed };
  if (allowed) return { code: 'kvm/usable', mode: node.mode };
  const [waiting] = checkWaitingGroup(host, node);
  return waiting ?? { code: 'kvm/no-access', mode: node.mode, ...nameNodeOwner(node, host.user) };
}

function checkPci(host: HostSnapshot): Finding[] {
  if (!isKnown(host.functions)) return [{ code: 'host/functions-unmeasured', gap: host.functions }];
  return host.functions.length === 0 ? [{ code: 'host/no-pci-functions' }] : [];
}

function checkQemu(host: HostSnapshot): Finding {
  if (!isKnown(host.qemu)) return { code: 'qemu/unmeasured', gap: host.qemu };
  const binary = pickQemu(host.qemu);
  if (!binary) return { code: 'qemu/missing' };
  return { code: 'qemu/found', path: binary.path, version: isKnown(binary.version) ? binary.version.text : null };
}

function checkKernel(host: HostSnapshot): Finding[] {
  const lockdown = knownOr(host.kernel.lockdown, 'none');
  return [
    ...(isVirtualMachine(host)
      ? [{ code: 'host/is-virtual-machine', hypervisor: knownOr(host.platform.hypervisor, null) } as const]
      : []),
    ...(lockdown === 'none' ? [] : [{ code: 'host/lockdown', mode: lockdown } as const]),
  ];
}
