/**
 * Memory limits of the control groups that this process lives in, hence of a machine it starts.
 * Source: Linux Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst; cgroups(7).
 */
import { type ControlGroups, groupsAbove, parseControlGroups } from '../../core/host/control-groups.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import { parseCount } from '../../core/host/number-text.ts';
import type { CgroupLimit } from '../../core/host/schema/memory.ts';
import { parseCgroupLimit } from '../../core/memory/cgroup-limit.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';

export const OWN_GROUPS = '/proc/self/cgroup';
const MOUNT = '/sys/fs/cgroup';

export function readControlGroups(files: HostFiles): Measured<ControlGroups> {
  return measure(OWN_GROUPS, () => parseControlGroups(files.readText(OWN_GROUPS)));
}

/** From the root down; only groups with a limit, or with one that could not be read. */
export function readCgroupLimits(files: HostFiles, groups: Measured<ControlGroups>): Measured<CgroupLimit[]> {
  if (!isKnown(groups)) return groups;
  const legacy = groups.legacy.get('memory');
  const path = legacy ?? groups.unified;
  // No hierarchy has the memory controller: nothing limits memory.
  if (path === null) return [];
  const mount = legacy === undefined ? MOUNT : `${MOUNT}/memory`;
  const above = groupsAbove(path);
  if (above === null)
    return { unknown: 'failed', source: OWN_GROUPS, detail: `${path} lies outside of what is mounted` };
  const folder = `${mount}${path === '/' ? '' : path}`;
  if (!files.exists(folder)) return { unknown: 'absent', source: folder, detail: 'ENOENT' };
  return above
    .map(group => {
      const here = `${mount}${group === '/' ? '' : group}`;
      return legacy === undefined
        ? {
            path: group,
            maxBytes: readLimit(files, `${here}/memory.max`),
            highBytes: readLimit(files, `${here}/memory.high`),
            used: `${here}/memory.current`,
          }
        : {
            path: group,
            maxBytes: readLimit(files, `${here}/memory.limit_in_bytes`),
            highBytes: null,
            used: `${here}/memory.usage_in_bytes`,
          };
    })
    .filter(limit => limit.maxBytes !== null || limit.highBytes !== null)
    .map(({ used, ...limit }) => ({
      ...limit,
      usedBytes: measure(used, () => parseCount(files.readText(used).trim())),
    }));
}

/** The root has no such files, nor has a group for which the controller is not switched on: neither limits anything. */
function readLimit(files: HostFiles, source: string): Measured<number | null> {
  const limit = measure(source, () => parseCgroupLimit(files.readText(source)));
  return isAbsent(limit) ? null : limit;
}
