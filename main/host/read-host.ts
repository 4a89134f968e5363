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
import { readIommu } from './read-iommu.ts';
import { readHostName, readKernel } from './read-kernel.ts';
import { readMemory } from './read-memory.ts';
import { readNodes } from './read-nodes.ts';
import { readQemu } from './read-qemu.ts';
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
  // QEMU is a process of its own: it answers while the rest is read.
  const [qemu, { iommu, functions }] = await Promise.all([
    readQemu(files, isKnown(cpu.vendor) ? 'x86_64' : 'aarch64', unreadable),
    readPci(files, kernel.release, pace, unreadable),
  ]);
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
    memory: readMemory(files),
    user: readUser(files, unreadable),
    ...readNodes(files, unreadable),
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
