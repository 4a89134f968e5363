import type { Stats } from 'node:fs';
import type { NodeStatus } from './host-files.ts';

export function nodeStatus(stats: Stats): NodeStatus {
  return { kind: kindOf(stats), mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
}

function kindOf(stats: Stats): NodeStatus['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  if (stats.isCharacterDevice()) return 'character';
  return stats.isBlockDevice() ? 'block' : 'other';
}
