/**
 * /proc/self/cgroup: where this process hangs in each hierarchy of control groups.
 *
 * `0::/user.slice/...` is version 2; `9:memory:/user.slice` is version 1, with its controllers. A hybrid host has
 * both, and a controller is in one of them only. Nothing at all: nobody has mounted a hierarchy. Source: Linux kernel/cgroup/cgroup.c proc_cgroup_show(); cgroups(7).
 */
import { type Malformed, malformed } from './malformed.ts';

export type ControlGroups = {
  /** null: no version 2 hierarchy. */
  unified: string | null;
  /** Path by controller of version 1. */
  legacy: ReadonlyMap<string, string>;
};

export function parseControlGroups(text: string): ControlGroups | Malformed {
  let unified: string | null = null;
  const legacy = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, hierarchy, controllers, path] = /^(\d{1,6}):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (hierarchy === undefined || controllers === undefined || path === undefined) return malformed(line);
    if (hierarchy === '0' && controllers === '') unified = path;
    else for (const controller of controllers.split(',')) legacy.set(controller, path);
  }
  return { unified, legacy };
}

/**
 * `/a/b` -> `/`, `/a`, `/a/b`: the group and all above it, from the root down.
 * @returns null for a path that leads out of the part of the hierarchy that this process may see.
 */
export function groupsAbove(path: string): string[] | null {
  const names = path.split('/').filter(name => name !== '');
  if (names.includes('..')) return null;
  return ['/', ...names.map((_, i) => `/${names.slice(0, i + 1).join('/')}`)];
}
