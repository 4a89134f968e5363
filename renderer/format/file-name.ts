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
