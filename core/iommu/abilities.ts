/** What an IOMMU unit's registers promise, in words that fit Intel and AMD alike. */
export type UnitAbilities = {
  /** Widest address that a device may use. null: not published. */
  maximumWidthBits: number | null;
  /** Address widths of the page table depths on offer, narrowest first. */
  tableWidthsBits: number[];
  /** Address spaces that the unit can keep apart. */
  domains: number;
  /** Pages larger than 4 KiB. */
  superpages: ('2 MiB' | '1 GiB')[];
  /** The unit is software: this kernel runs in a virtual machine that was given an IOMMU. */
  isVirtual: boolean;
  canRemapInterrupts: boolean;
  canX2apic: boolean;
  /** Interrupts of assigned devices can reach a guest without the host's help. */
  canPostInterrupts: boolean;
  /** Devices may keep translations themselves (ATS). */
  hasDeviceTlb: boolean;
  /** Devices may ask for a missing page (PRI). */
  hasPageRequests: boolean;
  /** Width of process address space ids; 0: none. */
  pasidBits: number;
  /** The unit's own reads of its tables snoop the processor's caches. */
  isCoherent: boolean;
  /** Accesses of devices can be made to snoop, which VFIO wants for guests that would otherwise need WBINVD. */
  canForceSnoop: boolean;
  canPassThrough: boolean;
  /** A guest's own page tables can be used below the host's: nested translation in hardware. */
  canNest: boolean;
  /** Intel's scalable mode. */
  isScalable: boolean;
  hasFirstStage: boolean;
  hasSecondStage: boolean;
  /** Writes of devices leave marks in the page tables, for live migration. */
  canTrackDirty: boolean;
};

export const hasBit = (register: bigint, bit: number): boolean => ((register >> BigInt(bit)) & 1n) === 1n;

export const bits = (register: bigint, from: number, count: number): number =>
  Number((register >> BigInt(from)) & ((1n << BigInt(count)) - 1n));
