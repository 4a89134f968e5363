/**
 * The kinds of memory that QEMU gives a guest, allocated as its memory backends do.
 * Source: QEMU backends/hostmem-ram.c, hostmem-memfd.c, hostmem-file.c, util/mmap-alloc.c, util/memfd.c.
 */
import type { Kernel } from '../kernel-calls.ts';
import { OwnedFd } from '../owned-fd.ts';
import {
  F_SEAL_FUTURE_WRITE,
  F_SEAL_GROW,
  F_SEAL_SEAL,
  F_SEAL_SHRINK,
  F_SEAL_WRITE,
  HUGE_SHIFT,
  MADV_HUGEPAGE,
  MADV_NOHUGEPAGE,
  MAP_ANONYMOUS,
  MAP_HUGETLB,
  MAP_PRIVATE,
  MAP_SHARED,
  MFD_ALLOW_SEALING,
  MFD_CLOEXEC,
  MFD_HUGETLB,
  MPOL_BIND,
  O_RDONLY,
  O_RDWR,
} from '../uapi/libc-constants.ts';
import { Mapping, type Protection, protectionBits } from './mapping.ts';

const SEALS = {
  seal: F_SEAL_SEAL,
  shrink: F_SEAL_SHRINK,
  grow: F_SEAL_GROW,
  write: F_SEAL_WRITE,
  'future-write': F_SEAL_FUTURE_WRITE,
} as const;

export type Seal = keyof typeof SEALS;

export type MemoryBacking =
  /** memory-backend-ram. `transparentHugepages`: absent leaves it to the host's setting. */
  | { kind: 'anonymous'; isShared?: boolean; transparentHugepages?: boolean }
  /** memory-backend-memfd. `fileSizeBytes`: absent is the whole size; smaller leaves a part behind the file's end. */
  | { kind: 'memfd'; isShared?: boolean; seals?: readonly Seal[]; fileSizeBytes?: number }
  /** Reserved huge pages: anonymous, or with `asMemfd` behind a descriptor. */
  | { kind: 'hugetlb'; pageSizeBytes: number; isShared?: boolean; asMemfd?: boolean }
  /** memory-backend-file: an existing file, which is not changed in size. */
  | { kind: 'file'; path: string; isShared?: boolean; offset?: bigint };

export type MemorySpec = {
  backing: MemoryBacking;
  /** A multiple of the backing's page size. */
  sizeBytes: number;
  /** Absent: read-write. */
  protection?: Protection;
  /** Pages come from this NUMA node or not at all. Absent: the kernel's choice. */
  numaNode?: number;
};

/** @throws SyscallError ENOMEM when there is not that much memory, or not that many reserved huge pages. */
export function allocateMemory(kernel: Kernel, spec: MemorySpec): Mapping {
  const { backing, sizeBytes, protection = 'read-write', numaNode } = spec;
  using undo = new DisposableStack();
  const source = openBacking(kernel, backing, sizeBytes, protection);
  if (source.file) undo.use(source.file);
  const pageSizeBytes = backing.kind === 'hugetlb' ? backing.pageSizeBytes : kernel.pageSizeBytes;
  const flags = (backing.isShared ?? source.isSharedByDefault) ? MAP_SHARED : MAP_PRIVATE;
  const address = kernel.mmap(
    {
      sizeBytes,
      protection: protectionBits(protection),
      flags: flags | source.flags,
      ...(source.file ? { fd: source.file.fd } : {}),
      ...(backing.kind === 'file' && backing.offset !== undefined ? { offset: backing.offset } : {}),
    },
    describe(spec),
  );
  const { file, backedBytes } = source;
  const mapping = undo.use(new Mapping(kernel, { address, sizeBytes, pageSizeBytes, protection, backedBytes, file }));
  if (backing.kind === 'anonymous' && backing.transparentHugepages !== undefined) {
    mapping.advise(backing.transparentHugepages ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  }
  if (numaNode !== undefined) kernel.mbind(address, sizeBytes, MPOL_BIND, numaNode);
  undo.move();
  return mapping;
}

type Source = { file: OwnedFd | null; flags: number; isSharedByDefault: boolean; backedBytes: number };

function openBacking(kernel: Kernel, backing: MemoryBacking, sizeBytes: number, protection: Protection): Source {
  switch (backing.kind) {
    case 'anonymous':
      return { file: null, flags: MAP_ANONYMOUS, isSharedByDefault: false, backedBytes: sizeBytes };
    case 'memfd': {
      const fileSizeBytes = backing.fileSizeBytes ?? sizeBytes;
      const file = createMemfd(kernel, 0, fileSizeBytes, backing.seals ?? []);
      return { file, flags: 0, isSharedByDefault: true, backedBytes: Math.min(sizeBytes, fileSizeBytes) };
    }
    case 'hugetlb': {
      const order = hugeOrder(backing.pageSizeBytes);
      if (backing.asMemfd !== true) {
        return {
          file: null,
          flags: MAP_ANONYMOUS | MAP_HUGETLB | order,
          isSharedByDefault: false,
          backedBytes: sizeBytes,
        };
      }
      const file = createMemfd(kernel, MFD_HUGETLB | order, sizeBytes, []);
      return { file, flags: 0, isSharedByDefault: true, backedBytes: sizeBytes };
    }
    case 'file': {
      const isWritten = protection === 'read-write' && backing.isShared !== false;
      using undo = new DisposableStack();
      const file = undo.use(new OwnedFd(kernel, kernel.open(backing.path, isWritten ? O_RDWR : O_RDONLY)));
      const behind = Math.max(0, kernel.fileSize(file.fd) - Number(backing.offset ?? 0n));
      undo.move();
      // The kernel fills the last page of a file with zeros; behind that page lies nothing.
      const backedBytes = Math.min(sizeBytes, Math.ceil(behind / kernel.pageSizeBytes) * kernel.pageSizeBytes);
      return { file, flags: 0, isSharedByDefault: true, backedBytes };
    }
  }
}

function createMemfd(kernel: Kernel, flags: number, sizeBytes: number, seals: readonly Seal[]): OwnedFd {
  using undo = new DisposableStack();
  const file = undo.use(
    new OwnedFd(kernel, kernel.memfdCreate('bindery-memory', MFD_CLOEXEC | MFD_ALLOW_SEALING | flags)),
  );
  kernel.ftruncate(file.fd, sizeBytes);
  if (seals.length > 0)
    kernel.addSeals(
      file.fd,
      seals.reduce((bits, seal) => bits | SEALS[seal], 0),
    );
  undo.move();
  return file;
}

/** @throws RangeError when it is no power of two. */
function hugeOrder(pageSizeBytes: number): number {
  const order = Math.log2(pageSizeBytes);
  if (!Number.isInteger(order) || order < 12) throw new RangeError(`${pageSizeBytes} bytes are no huge page size`);
  return order << HUGE_SHIFT;
}

function describe({ backing, sizeBytes, numaNode }: MemorySpec): string {
  const what = backing.kind === 'file' ? backing.path : backing.kind;
  const pages = backing.kind === 'hugetlb' ? `, pages of ${backing.pageSizeBytes} bytes` : '';
  return `${sizeBytes} bytes of ${what} memory${pages}${numaNode === undefined ? '' : `, NUMA node ${numaNode}`}`;
}
