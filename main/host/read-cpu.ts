/**
 * The processor and where its logical CPUs sit.
 * Source: Linux Documentation/admin-guide/cputopology.rst, Documentation/ABI/stable/sysfs-devices-node.
 */

import { parseCpuList } from '../../core/host/cpu-list.ts';
import { parseCpuInfo } from '../../core/host/cpuinfo.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import { parseInteger } from '../../core/host/number-text.ts';
import type { HostSnapshot, LogicalCpu } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import { derive, isAbsent, measure } from './measure.ts';
import { listNodes } from './numa-nodes.ts';

const CPU_INFO = '/proc/cpuinfo';
const CPUS = '/sys/devices/system/cpu';

export function readCpu(files: HostFiles): HostSnapshot['cpu'] {
  const info = measure(CPU_INFO, () => parseCpuInfo(files.readText(CPU_INFO)));
  return {
    vendor: derive(CPU_INFO, info, cpu => cpu.vendor),
    model: derive(CPU_INFO, info, cpu => cpu.model),
    flags: derive(CPU_INFO, info, cpu => cpu.flags),
    physicalAddressBits: derive(CPU_INFO, info, cpu => cpu.physicalAddressBits),
    logicalCpus: readLogicalCpus(files),
  };
}

/** Only CPUs that are online: the others have no place. One that cannot be read makes the whole list unknown. */
function readLogicalCpus(files: HostFiles): Measured<LogicalCpu[]> {
  const nodes = readNodesOfCpus(files);
  if (!isKnown(nodes)) return nodes;
  const online = measure(`${CPUS}/online`, () => parseCpuList(files.readText(`${CPUS}/online`)));
  if (!isKnown(online)) return online;
  const cpus: LogicalCpu[] = [];
  for (const id of online) {
    const core = readTopology(files, id, 'core_id');
    if (!isKnown(core)) return core;
    const pkg = readTopology(files, id, 'physical_package_id');
    if (!isKnown(pkg)) return pkg;
    cpus.push({ id, core, package: pkg, node: nodes.get(id) ?? null });
  }
  return cpus;
}

function readTopology(files: HostFiles, id: number, name: string): Measured<number> {
  const path = `${CPUS}/cpu${id}/topology/${name}`;
  return measure(path, () => parseInteger(files.readText(path)));
}

/** NUMA node by CPU. Empty on a kernel without NUMA, which has no folder of nodes. */
function readNodesOfCpus(files: HostFiles): Measured<Map<number, number>> {
  const nodeOfCpu = new Map<number, number>();
  const nodes = listNodes(files);
  if (!isKnown(nodes)) return isAbsent(nodes) ? nodeOfCpu : nodes;
  for (const { id, path } of nodes) {
    const source = `${path}/cpulist`;
    const cpus = measure(source, () => parseCpuList(files.readText(source)));
    if (!isKnown(cpus)) return cpus;
    for (const cpu of cpus) nodeOfCpu.set(cpu, id);
  }
  return nodeOfCpu;
}
