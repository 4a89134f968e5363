import { knownOr } from '../../core/host/measured.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';

/** A file name from the name of a machine: letters, digits, dot, dash; never empty, never hidden, never a path. */
export function fileNameOf(machineName: string, extension: string): string {
  const safe = machineName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}.]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return `${safe || 'machine'}${extension}`;
}

/** `host-2026-11-03.json`; with the name of the host where names are kept. */
export function snapshotFileName({ hostName, takenAt }: HostSnapshot, keepsNames: boolean): string {
  const name = keepsNames ? knownOr(hostName, 'host') : 'host';
  const day = /^\d{4}-\d{2}-\d{2}/.exec(takenAt)?.[0] ?? '';
  return fileNameOf(`${name}-${day}`, '.json');
}
