/**
 * What the kernel's arguments say about a pool of huge pages. `hugepagesz=` is for the `hugepages=` that follow it; before
 * any, they are of the default size. A size that is named a second time is ignored, and so is what follows it.
 * Source: Linux mm/hugetlb.c, hugepages_setup(), hugepagesz_setup(); Documentation/admin-guide/mm/hugetlbpage.rst.
 */
const MIB = 1024 ** 2;
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: MIB, G: 1024 ** 3 };

/** The words that set the pool of this size, as one would take them out; null: none does. */
export function poolArgument(commandLine: readonly string[], pageSizeBytes: number): string | null {
  const chosen = commandLine.findLast(word => word.startsWith('default_hugepagesz='));
  let size = (chosen === undefined ? null : sizeOf(chosen)) ?? 2 * MIB;
  let named: string | null = null;
  for (const word of commandLine) {
    if (word.startsWith('hugepagesz=')) {
      size = sizeOf(word) ?? 0;
      named = word;
    }
    if (word.startsWith('hugepages=') && size === pageSizeBytes) return named === null ? word : `${named} ${word}`;
  }
  return null;
}

function sizeOf(word: string): number | null {
  const [, number, unit = ''] = /=(\d{1,12})([KMG]?)$/i.exec(word) ?? [];
  return number === undefined ? null : Number(number) * (UNITS[unit.toUpperCase()] ?? 1);
}
