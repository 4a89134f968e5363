/** Where a machine keeps its own files (firmware variables, sockets): below the user's data folder, by the machine's name. */
import { knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';

export function stateFolder(host: HostSnapshot, name: string): string {
  const home = knownOr(host.user.home, null);
  return `${home ? `${home.replace(/\/+$/, '')}/.local/share` : '/var/lib'}/bindery/${fileStem(name)}`;
}

/**
 * A file name for a machine: letters, digits, dot, dash and underscore stay. A name that had to change gets a checksum,
 * so that two machines never share a file.
 */
export function fileStem(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+|-+$/g, '')
    .slice(0, 40);
  return plain === name ? plain : `${plain || 'machine'}-${checksum(name)}`;
}

/** FNV-1a, 32 bits, as eight hex digits: not for secrets, only to tell names apart. */
export function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (const unit of text) {
    hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}
