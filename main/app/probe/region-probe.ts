/**
 * The region probe: asks the kernel each question of core/probe/region-case, one after the other, in one address space.
 * Each case takes away what it mapped, so that no answer depends on another.
 */
import type { Finding } from '../../../core/findings/finding.ts';
import type { ProbeTarget } from '../../../core/probe/probe-target.ts';
import {
  type DmaInterface,
  judgeRegion,
  type RegionCaseId,
  type RegionOutcome,
  type RegionVerdict,
  regionCaseIds,
} from '../../../core/probe/region-case.ts';
import { readCounter } from './counter.ts';
import { findingOfFailure, refusalOf } from './failure.ts';
import { aboveAll, isTranslated, placeIova } from './iova.ts';
import type { DeviceHandle, DmaHandle, DmaInfo, MemoryBacking, MemoryHandle, ProbeSession } from './session.ts';

export type RegionProbeRequest = {
  target: ProbeTarget;
  by: DmaInterface;
  /** A second function whose BAR is mapped for the first. null: none is at hand. */
  peer: ProbeTarget | null;
  /** How many mappings to try where the interface tells no limit. */
  manyMappings: number;
  /** Which questions to ask; null: all. */
  only: readonly RegionCaseId[] | null;
};

export type RegionAnswer = { id: RegionCaseId; outcome: RegionOutcome } & RegionVerdict;

export type RegionProbeResult = { answers: RegionAnswer[]; findings: Finding[] };

const MIB = 1024 ** 2;
const HUGE_PAGE_BYTES = 2 * MIB;
const MSI_WINDOW = 0xfee0_0000n;
const READ_WRITE = { read: true, write: true } as const;
const READ_ONLY = { read: true, write: false } as const;

/** Yields each answer as it comes. @throws the signal's reason when it is cancelled. */
export async function* probeRegions(
  session: ProbeSession,
  request: RegionProbeRequest,
  signal?: AbortSignal,
): AsyncGenerator<RegionAnswer, RegionProbeResult, undefined> {
  const { target, by, peer } = request;
  const answers: RegionAnswer[] = [];
  try {
    const { dma } = await session.call('dma.open', { kind: by }, { signal });
    await session.call('dma.attach', { dma, target }, { signal });
    const peerDevice =
      peer === null ? null : (await session.call('dma.attach', { dma, target: peer }, { signal })).device;
    const info = await session.call('dma.info', { dma }, { signal });
    const pageBytes = Number(info.pageSizes[0] ?? 4096n);
    const probe = new RegionCases(
      session,
      { dma, info, by, peerDevice, pageBytes, manyMappings: request.manyMappings },
      signal,
    );
    for (const id of request.only ?? regionCaseIds) {
      const outcome = await probe.ask(id);
      const answer = { id, outcome, ...judgeRegion(id, outcome, by) };
      answers.push(answer);
      yield answer;
    }
    return { answers, findings: [] };
  } catch (error) {
    signal?.throwIfAborted();
    return { answers, findings: [findingOfFailure(error, target.bdf)] };
  }
}

type Setting = {
  dma: DmaHandle;
  info: DmaInfo;
  by: DmaInterface;
  peerDevice: DeviceHandle | null;
  pageBytes: number;
  manyMappings: number;
};

type MapWish = {
  memory: MemoryHandle;
  iova: bigint;
  sizeBytes: number;
  offsetBytes?: number;
  rights?: { read: boolean; write: boolean };
};

class RegionCases {
  readonly #session: ProbeSession;
  readonly #setting: Setting;
  readonly #signal: AbortSignal | undefined;
  readonly #iova: bigint;

  constructor(session: ProbeSession, setting: Setting, signal: AbortSignal | undefined) {
    this.#session = session;
    this.#setting = setting;
    this.#signal = signal;
    this.#iova = placeIova(setting.info, 16 * MIB) ?? 0x1000_0000n;
  }

  async ask(id: RegionCaseId): Promise<RegionOutcome> {
    const iova = this.#iova;
    const anonymous: MemoryBacking = { kind: 'anonymous' };
    switch (id) {
      case 'no-access':
        return this.#withMemory(anonymous, MIB, memory => this.#map({ memory, iova, sizeBytes: MIB }), 'none');
      case 'read-only-for-write':
        return this.#withMemory(anonymous, MIB, memory => this.#map({ memory, iova, sizeBytes: MIB }), 'read');
      case 'read-only-untouched':
        return this.#withMemory(
          anonymous,
          MIB,
          memory => this.#map({ memory, iova, sizeBytes: MIB, rights: READ_ONLY }),
          'read',
        );
      case 'read-only-touched':
        return this.#withMemory(anonymous, MIB, async memory => {
          await this.#session.call('memory.prefault', { memory }, { signal: this.#signal });
          return this.#map({ memory, iova, sizeBytes: MIB, rights: READ_ONLY });
        });
      case 'behind-end-of-file':
        return this.#withMemory({ kind: 'memfd', fileSizeBytes: MIB / 2 }, MIB, memory =>
          this.#map({ memory, iova, sizeBytes: MIB }),
        );
      case 'msi-window':
        if (isTranslated(this.#setting.info, MSI_WINDOW)) return notAsked('this IOMMU announces no window there');
        return this.#withMemory(anonymous, MIB, memory => this.#map({ memory, iova: MSI_WINDOW, sizeBytes: MIB }));
      case 'above-width': {
        const above = aboveAll(this.#setting.info);
        if (above === null) return notAsked('this IOMMU announces all 64 bits');
        return this.#withMemory(anonymous, MIB, memory => this.#map({ memory, iova: above, sizeBytes: MIB }));
      }
      case 'overlap':
        return this.#withMemory(anonymous, MIB, memory => this.#overlap(memory));
      case 'part-unmap':
        return this.#withMemory(anonymous, MIB, memory => this.#partUnmap(memory));
      case 'huge-pages':
        return this.#hugePages();
      case 'many-mappings':
        return this.#manyMappings();
      case 'peer-bar':
        return this.#peerBar();
    }
  }

  /** Allocates, asks, gives back. Memory that cannot be had is an answer of the host, not of VFIO. */
  async #withMemory(
    backing: MemoryBacking,
    sizeBytes: number,
    ask: (memory: MemoryHandle) => Promise<RegionOutcome>,
    protection: 'none' | 'read' | 'read-write' = 'read-write',
  ): Promise<RegionOutcome> {
    const { memory } = await this.#session.call(
      'memory.allocate',
      { backing, sizeBytes, protection },
      { signal: this.#signal },
    );
    try {
      return await ask(memory);
    } finally {
      await this.#session.call('memory.free', { memory });
    }
  }

  /** One mapping, counted, and taken away again. */
  async #map(wish: MapWish): Promise<RegionOutcome> {
    const { by, dma } = this.#setting;
    const before = await readCounter(this.#session, by);
    const refused = await this.#try(() => this.#call(wish));
    if (refused) return refused;
    const countedBytes = (await readCounter(this.#session, by)) - before;
    await this.#session.call('dma.unmap', { dma, iova: wish.iova, sizeBytes: wish.sizeBytes });
    return { kind: 'mapped', sizeBytes: wish.sizeBytes, countedBytes };
  }

  #call({ memory, iova, sizeBytes, offsetBytes = 0, rights = READ_WRITE }: MapWish): Promise<unknown> {
    return this.#session.call(
      'dma.map',
      { dma: this.#setting.dma, memory, offsetBytes, iova, sizeBytes, rights },
      { signal: this.#signal },
    );
  }

  /** @returns null when it went well. */
  async #try(run: () => Promise<unknown>): Promise<RegionOutcome | null> {
    try {
      await run();
      return null;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) throw error;
      return { kind: 'refused', errno: refusal.errno, done: 0 };
    }
  }

  async #overlap(memory: MemoryHandle): Promise<RegionOutcome> {
    const first = { memory, iova: this.#iova, sizeBytes: MIB };
    await this.#call(first);
    try {
      return (
        (await this.#try(() => this.#call({ ...first, iova: this.#iova + BigInt(MIB / 2), sizeBytes: MIB / 2 }))) ?? {
          kind: 'mapped',
          sizeBytes: MIB / 2,
          countedBytes: 0,
        }
      );
    } finally {
      await this.#session.call('dma.unmap', { dma: this.#setting.dma, iova: this.#iova, sizeBytes: MIB });
    }
  }

  async #partUnmap(memory: MemoryHandle): Promise<RegionOutcome> {
    const { dma, pageBytes } = this.#setting;
    const middle = { dma, iova: this.#iova + BigInt(pageBytes), sizeBytes: pageBytes };
    await this.#call({ memory, iova: this.#iova, sizeBytes: 3 * pageBytes });
    try {
      const refused = await this.#try(() => this.#session.call('dma.unmap', middle));
      return refused ?? { kind: 'mapped', sizeBytes: pageBytes, countedBytes: 0 };
    } finally {
      await this.#session.call('dma.unmap', { dma, iova: this.#iova, sizeBytes: 3 * pageBytes });
    }
  }

  async #hugePages(): Promise<RegionOutcome> {
    try {
      return await this.#withMemory({ kind: 'hugetlb', pageSizeBytes: HUGE_PAGE_BYTES }, HUGE_PAGE_BYTES, memory =>
        this.#map({ memory, iova: this.#iova, sizeBytes: HUGE_PAGE_BYTES }),
      );
    } catch (error) {
      if (refusalOf(error)?.errno === 'ENOMEM') return notAsked('no huge page of 2 MiB is free');
      throw error;
    }
  }

  async #manyMappings(): Promise<RegionOutcome> {
    const { dma, info, pageBytes, manyMappings } = this.#setting;
    const count = info.dmaEntriesAvailable === null ? manyMappings : info.dmaEntriesAvailable + 1;
    const { isExempt } = await this.#session.call('accounting.read', {});
    const { softBytes } = await this.#session.call('limits.get', {});
    const neededBytes = count * pageBytes;
    if (!isExempt && softBytes !== null && Number(softBytes) < neededBytes) {
      return notAsked(`${count.toLocaleString('en')} mappings lock ${neededBytes} bytes, more than the limit allows`);
    }
    return this.#withMemory({ kind: 'anonymous' }, pageBytes, async memory => {
      const range = {
        dma,
        memory,
        offsetBytes: 0,
        iova: this.#iova,
        sizeBytes: pageBytes,
        strideBytes: pageBytes,
        rights: READ_WRITE,
        count,
      };
      const filled = await this.#session.call('dma.fill-entries', range, { signal: this.#signal });
      // All at once: the range covers every one of them and nothing else.
      if (filled.mappings > 0)
        await this.#session.call('dma.unmap', { dma, iova: this.#iova, sizeBytes: filled.mappings * pageBytes });
      if (filled.failure) return { kind: 'refused', errno: filled.failure.code, done: filled.mappings };
      return { kind: 'mapped', sizeBytes: filled.mappedBytes, countedBytes: 0 };
    });
  }

  async #peerBar(): Promise<RegionOutcome> {
    const { peerDevice } = this.#setting;
    if (peerDevice === null) return notAsked('it takes a second function under VFIO');
    const { regions } = await this.#session.call('device.inspect', { device: peerDevice });
    const found = regions.flatMap(region =>
      region.name.startsWith('BAR') ? region.mappableAreas.map(area => ({ region: region.index, area })) : [],
    )[0];
    if (!found) return notAsked('the second function has no BAR that can be mapped');
    const { memory } = await this.#session.call('device.map-region', { device: peerDevice, ...found });
    try {
      return await this.#map({ memory, iova: this.#iova, sizeBytes: found.area.sizeBytes });
    } finally {
      await this.#session.call('memory.free', { memory });
    }
  }
}

function notAsked(why: string): RegionOutcome {
  return { kind: 'not-asked', why };
}
