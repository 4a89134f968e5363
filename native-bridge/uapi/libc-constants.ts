/**
 * Constants of the plain system calls, by their C names. The same on x86-64 and arm64 unless noted.
 * Source: Linux include/uapi/asm-generic/{fcntl,mman-common,mman,resource}.h, linux/{memfd,fcntl,eventfd,mempolicy}.h.
 */
export const O_RDONLY = 0;
export const O_RDWR = 2;
export const O_CLOEXEC = 0x8_0000;

export const SEEK_END = 2;

export const PROT_NONE = 0;
export const PROT_READ = 1;
export const PROT_WRITE = 2;

export const MAP_SHARED = 1;
export const MAP_PRIVATE = 2;
export const MAP_ANONYMOUS = 0x20;
export const MAP_NORESERVE = 0x4000;
export const MAP_HUGETLB = 0x4_0000;
/** The page size of MAP_HUGETLB and MFD_HUGETLB stands at this bit, as its base-2 logarithm. */
export const HUGE_SHIFT = 26;

export const MADV_HUGEPAGE = 14;
export const MADV_NOHUGEPAGE = 15;
/** Since Linux 5.14. */
export const MADV_POPULATE_READ = 22;
export const MADV_POPULATE_WRITE = 23;

export const MFD_CLOEXEC = 1;
export const MFD_ALLOW_SEALING = 2;
export const MFD_HUGETLB = 4;

export const F_ADD_SEALS = 1033;
export const F_GET_SEALS = 1034;
export const F_SEAL_SEAL = 1;
export const F_SEAL_SHRINK = 2;
export const F_SEAL_GROW = 4;
export const F_SEAL_WRITE = 8;
export const F_SEAL_FUTURE_WRITE = 16;

export const EFD_CLOEXEC = O_CLOEXEC;
export const EFD_NONBLOCK = 0x800;

export const RLIMIT_MEMLOCK = 8;
export const MPOL_BIND = 2;
/** The bit of CAP_IPC_LOCK in CapEff: its holder is exempt from RLIMIT_MEMLOCK. Source: linux/capability.h. */
export const CAP_IPC_LOCK = 14n;

/** glibc's number, not the kernel's. Source: bits/confname.h. */
export const SC_PAGESIZE = 30;
/** Differs by architecture. Source: asm/unistd_64.h, asm-generic/unistd.h. */
export const SYS_mbind: Partial<Record<string, number>> = { x64: 237, arm64: 235 };
