import type { Measured } from '../../core/host/measured.ts';
import type { HostFiles } from './host-files.ts';
import { measure } from './measure.ts';

const NODES = '/sys/devices/system/node';

/**
 * The folders of the NUMA nodes, in order of their numbers. Absent on a kernel without NUMA.
 * Source: Linux Documentation/ABI/stable/sysfs-devices-node.
 */
export function listNodes(files: HostFiles): Measured<{ id: number; path: string }[]> {
  return measure(NODES, () =>
    files
      .list(NODES)
      .filter(name => /^node\d{1,6}$/.test(name))
      .map(name => ({ id: Number(name.slice(4)), path: `${NODES}/${name}` }))
      .sort((a, b) => a.id - b.id),
  );
}
