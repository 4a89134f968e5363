/**
 * Scans a host into a snapshot.
 *
 * Nothing is dropped and nothing is guessed: a fact that cannot be read is an Unknown that names its file. Where the
 * kernel gives a missing file a meaning, the reader of that fact says so.
 */
import { isKnown } from '../../core/host/measured.ts';
import { type HostSnapshot, SNAPSHOT_VERSION, type SnapshotOrigin } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import { Pace } from './pace.ts';
import { readCpu } from './read-cpu.ts';
import { readFirmware } from './read-firmware.ts';
import { readFunctions } from './read-functions.ts';
import { readHolders } from './read-holders.ts';
import { readIommu } from './read-iommu.ts';
import { readHostName, readKernel } from './read-kernel.ts';
import { readKernelLog } from './read-kernel-log.ts';
import { readLibvirtVersion } from './read-libvirt.ts';
import { readMemory } from './read-memory.ts';
import { readNetwork } from './read-network.ts';
import { readNodes } from './read-nodes.ts';
import { readPlatform } from './read-platform.ts';
import { readQemu } from './read-qemu.ts';
import { readSeat } from './read-seat.ts';
import { readSecurity } from './read-security.ts';
import { readStorage } from './read-storage.ts';
import { readUser } from './read-user.ts';
import { UnreadableFiles } from './unreadable.ts';

export type ScanOptions = {
  origin: SnapshotOrigin;
  now: () => Date;
};

/** Resolves on every host, however broken: what is wrong with it stands in the snapshot. */
export async function readHost(files: HostFiles, { origin, now }: ScanOptions): Promise<HostSnapshot> {
  const takenAt = now().toISOString();
  const unreadable = new UnreadableFiles();
  const pace = new Pace();
  const kernel = readKernel(files);
  const cpu = readCpu(files);
  await pace.breathe();
  // Programs are processes of their own: they answer while the rest is read.
  const answers = Promise.all([
    readQemu(files, isKnown(cpu.vendor) ? 'x86_64' : 'aarch64', unreadable),
    readKernelLog(files, unreadable),
    readLibvirtVersion(files, unreadable),
  ]);
  const { iommu, functions } = await readPci(files, kernel.release, pace, unreadable);
  const storage = await readStorage(files, pace, unreadable);
  const seat = await readSeat(files, pace, unreadable);
  const network = await readNetwork(files, pace, unreadable);
  const holders = await readHolders(files, { functions, storage, seat }, pace, unreadable);
  const platform = await readPlatform(files, { kernel, cpu }, pace, unreadable);
  const security = await readSecurity(files, unreadable);
  const [qemu, kernelLog, libvirtVersion] = await answers;
  return {
    format: 'bindery-host',
    version: SNAPSHOT_VERSION,
    origin,
    takenAt,
    hostName: readHostName(files),
    kernel,
    cpu,
    iommu,
    functions,
    storage,
    network,
    seat,
    holders,
    memory: readMemory(files),
    user: readUser(files, unreadable),
    ...(await readNodes(files, unreadable)),
    security,
    platform: { ...platform, libvirtVersion },
    kernelLog,
    qemu,
    firmware: readFirmware(files, unreadable),
    unreadable: unreadable.items,
  };
}

async function readPci(
  files: HostFiles,
  release: HostSnapshot['kernel']['release'],
  pace: Pace,
  unreadable: UnreadableFiles,
) {
  const iommu = await readIommu(files, pace, unreadable);
  return { iommu, functions: await readFunctions(files, release, pace, unreadable) };
}
