/** Whether the wish fits the host and itself: memory and its locking, processors, firmware, disks, picture. */
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { MachineSpec } from '../machine/machine-spec.ts';
import { pickFirmware } from '../machine/pick-firmware.ts';
import { isDisplayFunction } from '../pci/function-role.ts';
import { checkHostMemory } from './check-host-memory.ts';
import { checkMemlock } from './check-memlock.ts';
import type { Finding } from './finding.ts';
import { withoutUnanswerable } from './posted-findings.ts';

export function checkMachine(host: HostSnapshot, spec: MachineSpec): Finding[] {
  return withoutUnanswerable(host, [
    ...(spec.functions.length > 0 ? checkPinnedMemory(host, spec.memoryBytes) : []),
    ...checkMemory(host, spec.memoryBytes),
    ...checkVcpus(host, spec.vcpus),
    ...checkFirmware(host, spec.firmware),
    ...checkDisks(spec),
    ...checkPicture(host, spec),
    ...checkNetwork(host, spec),
  ]);
}

/** With an assigned function all guest memory is pinned from the start. */
function checkPinnedMemory(host: HostSnapshot, guestBytes: number): Finding[] {
  return [...checkMemlock(host, guestBytes), ...checkHostMemory(host, guestBytes)];
}

function checkMemory(host: HostSnapshot, guestBytes: number): Finding[] {
  const { totalBytes, availableBytes, swaps } = host.memory;
  if (!isKnown(totalBytes)) return [{ code: 'memory/host-unmeasured', gap: totalBytes }];
  if (guestBytes > totalBytes) return [{ code: 'memory/more-than-host', guestBytes, hostBytes: totalBytes }];
  if (isKnown(availableBytes) && guestBytes > availableBytes)
    return [{ code: 'memory/more-than-free', guestBytes, availableBytes, swaps: knownOr(swaps, null) }];
  return [];
}

function checkVcpus(host: HostSnapshot, vcpus: number): Finding[] {
  const hostCpus = knownOr(host.cpu.logicalCpus, []).length;
  return hostCpus > 0 && vcpus > hostCpus ? [{ code: 'machine/more-vcpus-than-host', vcpus, hostCpus }] : [];
}

function checkFirmware(host: HostSnapshot, firmware: MachineSpec['firmware']): Finding[] {
  if (firmware === 'seabios') return [];
  if (!isKnown(host.firmware)) return [{ code: 'firmware/unmeasured', gap: host.firmware }];
  const build = pickFirmware(host.firmware, firmware);
  if (build) return [{ code: 'firmware/found', description: build.description, descriptor: build.descriptor }];
  const found = host.firmware.length;
  return [
    firmware === 'uefi' ? { code: 'firmware/uefi-missing', found } : { code: 'firmware/secure-boot-missing', found },
  ];
}

function checkDisks({ disks, functions }: MachineSpec): Finding[] {
  const paths = disks.map(disk => disk.path);
  // Discs are opened for reading, as often as one likes.
  const written = disks.filter(disk => disk.kind === 'disk').map(disk => disk.path);
  const romFiles = functions.flatMap(fn => fn.romFile ?? []);
  return [
    ...(disks.length === 0 ? [{ code: 'machine/no-disk' } as const] : []),
    ...[...new Set(paths)]
      .filter(path => written.includes(path) && paths.indexOf(path) !== paths.lastIndexOf(path))
      .map(path => ({ code: 'machine/disk-twice', path }) as const),
    ...paths.filter(isRelative).map(path => ({ code: 'machine/relative-path', path, use: 'disk' }) as const),
    ...romFiles.filter(isRelative).map(path => ({ code: 'machine/relative-path', path, use: 'ROM file' }) as const),
  ];
}

const isRelative = (path: string) => !path.startsWith('/');

function checkPicture(host: HostSnapshot, spec: MachineSpec): Finding[] {
  const assigned = new Set(spec.functions.map(fn => fn.bdf));
  const hasGpu = knownOr(host.functions, []).some(fn => assigned.has(fn.bdf) && isDisplayFunction(fn));
  return spec.display === 'none' && !hasGpu ? [{ code: 'machine/no-picture' }] : [];
}

function checkNetwork(host: HostSnapshot, { network }: MachineSpec): Finding[] {
  const isRoot = knownOr(host.user.uid, null) === 0;
  return network.kind === 'bridge' && !isRoot ? [{ code: 'machine/bridge-needs-helper', bridge: network.bridge }] : [];
}
