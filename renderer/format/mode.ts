/** Permission bits as `ls` writes them: `rw-rw----`. */
export function formatMode(mode: number): string {
  return [6, 3, 0]
    .map(shift => {
      const bits = (mode >> shift) & 0o7;
      return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`;
    })
    .join('');
}
