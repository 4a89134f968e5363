/**
 * Lines as the kernel, QEMU and libvirt print them, by entry of the decoder's table, and lines close to them that mean
 * something else. For tests only.
 */
export type Example = { hits: readonly string[]; misses: readonly string[] };
export type Examples = Readonly<Record<string, Example>>;
