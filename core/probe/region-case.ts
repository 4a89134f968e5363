/**
 * Behaviours of VFIO that users meet without knowing them, each as one question to the kernel and a verdict on what it
 * answered. The questions are asked by the region probe (main/app/probe); everything here is about what answers mean.
 *
 * Source: Linux drivers/vfio/vfio_iommu_type1.c, drivers/iommu/iommufd/, mm/gup.c; QEMU hw/vfio/listener.c.
 */
import { formatBytes } from '../memory/format-bytes.ts';

export type RegionCaseId =
  | 'no-access'
  | 'read-only-for-write'
  | 'read-only-untouched'
  | 'read-only-touched'
  | 'behind-end-of-file'
  | 'msi-window'
  | 'above-width'
  | 'overlap'
  | 'part-unmap'
  | 'huge-pages'
  | 'many-mappings'
  | 'peer-bar';

/** What happened, as the kernel said it. */
export type RegionOutcome =
  | {
      kind: 'mapped';
      sizeBytes: number;
      /** By how much the locked (type1) or pinned (iommufd) memory of the process grew. */
      countedBytes: number;
    }
  /** `done`: mappings that were made before. */
  | { kind: 'refused'; errno: string; done: number }
  /** The question could not be asked here: no huge pages, no second function, no limit. */
  | { kind: 'not-asked'; why: string };

export type DmaInterface = 'vfio-type1' | 'iommufd';

export type RegionVerdict = {
  /** `expected`: what this interface is known to do; `unexpected`: it answered something else; `open`: not asked. */
  verdict: 'expected' | 'unexpected' | 'open';
  /** What it means for a machine. */
  meaning: string;
};

type RegionCase = {
  title: string;
  judge: (outcome: Exclude<RegionOutcome, { kind: 'not-asked' }>, by: DmaInterface) => RegionVerdict;
};

const expected = (meaning: string): RegionVerdict => ({ verdict: 'expected', meaning });
const unexpected = (meaning: string): RegionVerdict => ({ verdict: 'unexpected', meaning });

/** A case in which the kernel must refuse with one of these errors. */
function mustRefuse(errnos: readonly string[], refused: string, mapped: string): RegionCase['judge'] {
  return outcome => {
    if (outcome.kind === 'mapped') return unexpected(mapped);
    return errnos.includes(outcome.errno)
      ? expected(refused)
      : unexpected(`The kernel refused with ${outcome.errno}, not ${errnos.join(' or ')}. ${refused}`);
  };
}

export const regionCases: Readonly<Record<RegionCaseId, RegionCase>> = {
  'no-access': {
    title: 'Memory without access rights (PROT_NONE)',
    judge: mustRefuse(
      ['EFAULT'],
      'Such memory cannot be mapped for a device. A virtiofs DAX window looks like this until the guest uses it, so it cannot be had together with an assigned device.',
      'The kernel mapped memory that nobody may touch.',
    ),
  },
  'read-only-for-write': {
    title: 'Read-only memory, mapped for writing',
    judge: mustRefuse(
      ['EFAULT', 'EPERM'],
      'A device never gets a right that the process itself lacks.',
      'The kernel let a device write to memory that the process may only read.',
    ),
  },
  'read-only-untouched': {
    title: 'Untouched memory, mapped read-only',
    judge: outcome => {
      if (outcome.kind === 'refused')
        return unexpected(
          `The kernel refused with ${outcome.errno}. Firmware regions of a machine are mapped like this.`,
        );
      // Nothing was counted: the kernel mapped its one page of zeros, which is nobody's memory.
      if (outcome.countedBytes === 0) {
        return expected(
          'The kernel pinned the shared zero page. What the process writes there later, the device does not see: it goes on reading zeros. The BIOS of a machine (pc.bios with -bios) is mapped before it is loaded, so a device would read zeros there.',
        );
      }
      return expected(
        `The kernel gave the memory pages of its own (${formatBytes(outcome.countedBytes)} counted), so the device sees what is written later, the BIOS of a machine too.`,
      );
    },
  },
  'read-only-touched': {
    title: 'Written memory, mapped read-only',
    judge: outcome => {
      if (outcome.kind === 'refused')
        return unexpected(`The kernel refused with ${outcome.errno}. ROMs of a machine are mapped like this.`);
      return outcome.countedBytes === outcome.sizeBytes
        ? expected('The pages themselves are pinned and counted, as for writable memory.')
        : unexpected(
            `${formatBytes(outcome.countedBytes)} were counted for ${formatBytes(outcome.sizeBytes)} of memory.`,
          );
    },
  },
  'behind-end-of-file': {
    title: 'A file mapping that reaches behind the end of the file',
    judge: mustRefuse(
      ['EFAULT'],
      'A memory file that is shorter than the guest memory stops the machine at its start, or later when the region is mapped.',
      'The kernel mapped memory that has no file behind it.',
    ),
  },
  'msi-window': {
    title: 'The window of message interrupts (0xfee00000)',
    judge: mustRefuse(
      ['EINVAL'],
      'Writes there are interrupts, so guest memory is never mapped there; QEMU leaves the hole.',
      'The kernel mapped memory over the interrupt window: device writes there would be lost.',
    ),
  },
  'above-width': {
    title: 'An address above what the IOMMU says it can translate',
    judge: mustRefuse(
      ['EINVAL'],
      'Guest memory and BARs must stay below this width; a BAR above it loses peer-to-peer, RAM above it stops the machine.',
      'The kernel took an address above the ranges that it announced.',
    ),
  },
  overlap: {
    title: 'A second mapping over the first',
    judge: mustRefuse(['EEXIST'], 'An address has one mapping at a time.', 'The kernel mapped one address twice.'),
  },
  'part-unmap': {
    title: 'Taking away the middle of a mapping',
    judge: (outcome, by) => {
      if (outcome.kind === 'mapped') return unexpected('The kernel cut a mapping in two.');
      const known = by === 'iommufd' ? 'ENOENT' : 'EINVAL';
      return outcome.errno === known
        ? expected(
            'A mapping goes away whole or not at all: memory that shall shrink (virtio-mem, balloon) must be mapped in small pieces from the start.',
          )
        : unexpected(`The kernel refused with ${outcome.errno}, not ${known}.`);
    },
  },
  'huge-pages': {
    title: 'Huge pages',
    judge: outcome => {
      if (outcome.kind === 'refused') return unexpected(`The kernel refused huge pages with ${outcome.errno}.`);
      return outcome.countedBytes === outcome.sizeBytes
        ? expected(
            'Huge pages count against the locked-memory limit like small ones: reserving them does not lower the limit that is needed.',
          )
        : unexpected(
            `${formatBytes(outcome.countedBytes)} were counted for ${formatBytes(outcome.sizeBytes)} of huge pages.`,
          );
    },
  },
  'many-mappings': {
    title: 'Mappings until the kernel wants no more',
    judge: (outcome, by) => {
      if (outcome.kind === 'mapped') {
        return by === 'iommufd'
          ? expected('iommufd has no such limit.')
          : unexpected('No limit was met, although this interface announces one.');
      }
      return outcome.errno === 'ENOSPC'
        ? expected(
            `${outcome.done.toLocaleString('en')} mappings were made. A guest with a virtual IOMMU, or memory in small pieces, can reach that: "possibly running out of DMA mappings". The module parameter dma_entry_limit of vfio_iommu_type1 raises it.`,
          )
        : unexpected(`The kernel refused with ${outcome.errno} after ${outcome.done.toLocaleString('en')} mappings.`);
    },
  },
  'peer-bar': {
    title: 'The BAR of one function, mapped for another (peer to peer)',
    judge: (outcome, by) => {
      if (outcome.kind === 'refused') {
        return by === 'iommufd' && outcome.errno === 'EFAULT'
          ? expected(
              'This kernel does not map BARs through iommufd: two assigned devices cannot talk to each other directly. QEMU warns "PCI peer-to-peer transactions on BARs are not supported" and goes on.',
            )
          : unexpected(
              `The kernel refused with ${outcome.errno}: two assigned devices cannot talk to each other directly.`,
            );
      }
      return outcome.countedBytes === 0
        ? expected(
            'Assigned devices can reach each other directly, as far as ports and ACS let them. BARs do not count against the locked-memory limit.',
          )
        : unexpected(
            `BARs can be mapped, but ${formatBytes(outcome.countedBytes)} of them were counted against the locked-memory limit.`,
          );
    },
  },
};

/** In the order in which they are asked. */
export const regionCaseIds = Object.keys(regionCases) as RegionCaseId[];

export function judgeRegion(id: RegionCaseId, outcome: RegionOutcome, by: DmaInterface): RegionVerdict {
  return outcome.kind === 'not-asked'
    ? { verdict: 'open', meaning: `Not asked: ${outcome.why}.` }
    : regionCases[id].judge(outcome, by);
}
