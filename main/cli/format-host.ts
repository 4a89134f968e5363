/** A host as text for a terminal: what matters for assignment, then the functions by IOMMU group. */
import { labelFunction } from '../../core/findings/function-label.ts';
import { oneLine } from '../../core/findings/one-line.ts';
import { isKnown, knownOr, type Measured } from '../../core/host/measured.ts';
import type { HostSnapshot, PciFunction } from '../../core/host/snapshot.ts';
import { formatBytes, formatLimit } from '../../core/memory/format-bytes.ts';
import { className } from '../../core/pci/class-code.ts';

export function formatHost(host: HostSnapshot): string {
  return [...facts(host), '', ...functions(host)].map(oneLine).join('\n');
}

function show<T>(fact: Measured<T>, format: (value: T) => string = String): string {
  return isKnown(fact)
    ? format(fact)
    : `could not measure: ${fact.source} (${[fact.unknown, fact.detail].filter(Boolean).join(', ')})`;
}

function facts(host: HostSnapshot): string[] {
  const { kernel, cpu, iommu, memory, user } = host;
  const rows: [string, string][] = [
    ['Host', origin(host)],
    ['Kernel', show(kernel.release)],
    ['Arguments', show(kernel.commandLine, words => words.join(' '))],
    ['Lockdown', show(kernel.lockdown)],
    [
      'Processor',
      `${show(cpu.model)}, ${show(cpu.logicalCpus, cpus => `${cpus.length} logical`)}, ${show(cpu.physicalAddressBits, bits => `${bits} address bits`)}`,
    ],
    [
      'IOMMU',
      `${show(iommu.units, units => units.map(unit => unit.name).join(', ') || 'no unit')}; ${show(iommu.groups, groups => `${groups.length} groups`)}; firmware tables: ${show(iommu.firmwareTables, tables => tables.join(', ') || 'none')}`,
    ],
    ['Memory', `${show(memory.totalBytes, formatBytes)}, ${show(memory.availableBytes, formatBytes)} available`],
    ['Huge pages', hugepages(host)],
    [
      'User',
      `${show(user.name, name => name ?? 'no name')} (${show(user.uid)}), groups: ${show(user.groups, groups => groups.map(group => group.name ?? group.gid).join(' '))}`,
    ],
    [
      'Locked memory',
      show(user.memlock, limit => `soft ${formatLimit(limit.softBytes)}, hard ${formatLimit(limit.hardBytes)}`),
    ],
    [
      'Nodes',
      show(
        host.deviceNodes,
        nodes => nodes.map(node => `${node.path} ${node.mode.toString(8).padStart(4, '0')}`).join(', ') || 'none',
      ),
    ],
    [
      'QEMU',
      show(
        host.qemu,
        list => list.map(qemu => `${qemu.path} ${show(qemu.version, version => version.text)}`).join(', ') || 'none',
      ),
    ],
    ['Firmware', show(host.firmware, builds => builds.map(build => build.description).join('; ') || 'none')],
  ];
  return rows.map(([name, value]) => `${name.padEnd(14)} ${value}`);
}

function origin({ origin: from, hostName }: HostSnapshot): string {
  switch (from.kind) {
    case 'live':
      return show(hostName);
    case 'recorded':
      return `${show(hostName)} (recorded in ${from.root})`;
    case 'sample':
      return `sample host: ${from.title}`;
  }
}

function hugepages({ memory }: HostSnapshot): string {
  return show(
    memory.nodes,
    nodes =>
      nodes
        .map(
          node =>
            `node ${node.id}: ${show(node.hugepages, pools => pools.map(pool => `${formatBytes(pool.pageSizeBytes)} x ${show(pool.totalPages)} (${show(pool.freePages)} free)`).join(', ') || 'none')}`,
        )
        .join('; ') || 'no nodes',
  );
}

function functions(host: HostSnapshot): string[] {
  if (!isKnown(host.functions)) return [`PCI functions: ${show(host.functions)}`];
  const byGroup = Map.groupBy(host.functions, fn => (isKnown(fn.iommuGroup) ? fn.iommuGroup : 'unknown'));
  const order = [...byGroup.keys()].sort((a, b) => rank(a) - rank(b));
  return order.flatMap(group => [groupTitle(group), ...(byGroup.get(group) ?? []).map(line)]);
}

function rank(group: number | null | 'unknown'): number {
  return typeof group === 'number' ? group : Number.POSITIVE_INFINITY;
}

function groupTitle(group: number | null | 'unknown'): string {
  if (group === 'unknown') return 'IOMMU group could not be measured';
  return group === null ? 'In no IOMMU group' : `IOMMU group ${group}`;
}

function line(fn: PciFunction): string {
  const kind = isKnown(fn.classCode) ? className(fn.classCode) : 'unknown class';
  const driver = isKnown(fn.driver) ? (fn.driver ?? '-') : '?';
  const marks = [knownOr(fn.isBootVga, null) === true ? 'boot VGA' : ''].filter(Boolean);
  return `  ${fn.bdf}  ${kind.padEnd(24)} ${driver.padEnd(16)} ${labelFunction(fn).name}${marks.length > 0 ? `  (${marks.join(', ')})` : ''}`;
}
