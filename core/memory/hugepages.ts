/** Names of the folders that hold hugepage pools. Source: Linux Documentation/admin-guide/mm/hugetlbpage.rst. */

/** `hugepages-2048kB` -> 2097152. @returns null for any other name. */
export function parsePoolName(name: string): number | null {
  const kib = /^hugepages-(\d{1,12})kB$/.exec(name)?.[1];
  return kib === undefined ? null : Number(kib) * 1024;
}
