/** Texts about what the kernel's log says. The words for each message are the decoder's (core/decoder/messages). */

import type { MessageFacts } from '../../decoder/message.ts';
import { messageById } from '../../decoder/table.ts';
import type { Unknown } from '../../host/measured.ts';
import type { Bdf } from '../../pci/bdf.ts';
import type { Catalogue, CatalogueEntry } from '../catalogue-entry.ts';
import { evidenceOfUnknown } from '../evidence.ts';
import type { Severity } from '../finding.ts';
import { enumerate, type FunctionLabel, formatLabel } from '../function-label.ts';

export type LogMessage = {
  /** Of the decoder's table. */
  kind: string;
  facts: MessageFacts;
  /** Whom it is about; null: nobody, or somebody who is not there. */
  fn: FunctionLabel | null;
  /** How often it was said. */
  count: number;
  /** Since boot; null: the log has no times. */
  firstSeconds: number | null;
  lastSeconds: number | null;
  /** The last of these lines. */
  excerpt: string;
  /** The command that prints the log. */
  source: string;
  /** Title of the finding that tells the same with what helps on this host; left out: none does. */
  toldBy?: string;
};

export type KernelLogFacts = {
  'kernel-log/trouble': LogMessage;
  'kernel-log/notice': LogMessage;
  'kernel-log/about-functions': {
    /** One line about each. */
    about: { bdf: Bdf; excerpt: string }[];
    source: string;
  };
  'kernel-log/clean': { lines: number; isTruncated: boolean; source: string };
  'kernel-log/unmeasured': { gap: Unknown; user: string | null };
};

function message(severity: Severity): CatalogueEntry<LogMessage> {
  return {
    severity,
    title: f => messageById(f.kind)?.title(f.facts) ?? 'The kernel log holds a message of an unknown kind',
    explain: f =>
      [messageById(f.kind)?.cause(f.facts) ?? 'This version does not know it.', describeTimes(f)]
        .filter(text => text !== '')
        .join(' '),
    evidence: f => [
      { source: f.source, observed: f.excerpt },
      ...(f.fn ? [{ source: `/sys/bus/pci/devices/${f.fn.bdf}`, observed: formatLabel(f.fn) }] : []),
    ],
    remedies: f =>
      f.toldBy === undefined
        ? (messageById(f.kind)?.remedies(f.facts) ?? [])
        : [{ kind: 'advice', text: `What helps on this host stands with "${f.toldBy}".` }],
  };
}

function describeTimes({ count, firstSeconds, lastSeconds }: LogMessage): string {
  const times = count === 1 ? 'once' : `${count} times`;
  if (firstSeconds === null || lastSeconds === null) return `The kernel said so ${times}.`;
  const first = `${formatSeconds(firstSeconds)} after the start`;
  return count === 1
    ? `The kernel said so once, ${first}.`
    : `The kernel said so ${times}, first ${first}, last ${formatSeconds(lastSeconds)} after it.`;
}

/** `12 s`, `15 min 13 s`, `3 h 2 min`. */
function formatSeconds(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

export const kernelLogCatalogue: Catalogue<KernelLogFacts> = {
  'kernel-log/trouble': message('warning'),
  'kernel-log/notice': message('note'),
  'kernel-log/about-functions': {
    severity: 'note',
    title: f => `The kernel log speaks of trouble with ${enumerate(f.about.map(({ bdf }) => bdf))}`,
    explain: () => 'What it says, and what to do, stands with the function once it is picked.',
    evidence: f => f.about.slice(0, 1).map(({ excerpt }) => ({ source: f.source, observed: excerpt })),
    remedies: () => [{ kind: 'advice', text: 'Pick it to read what was said, and what to do about it.' }],
  },
  'kernel-log/clean': {
    severity: 'ok',
    title: () => 'The kernel log names no known trouble',
    explain: f =>
      f.isTruncated
        ? `${f.lines} lines of this boot were read; the log does not go back to its beginning.`
        : `All ${f.lines} lines of this boot were read.`,
    evidence: f => [{ source: f.source, observed: 'no message that is known' }],
    remedies: () => [],
  },
  // No verdict rests on the log: it only adds to them.
  'kernel-log/unmeasured': {
    severity: 'note',
    title: () => 'The kernel log could not be read',
    explain: () =>
      'What the kernel said about VFIO, the IOMMU and resets since the start is not known. All else is measured without it.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: f =>
      f.gap.unknown === 'denied'
        ? [
            {
              kind: 'command',
              command: `usermod -aG systemd-journal ${f.user ?? 'your-user'}`,
              needsRoot: true,
              effect: `lets ${f.user ?? 'the user'} read the log after the next log-in`,
            },
          ]
        : [
            {
              kind: 'bindery',
              words: 'explain',
              input: 'dmesg',
              needsRoot: true,
              effect: 'explains what the buffer of the kernel holds, which root may always print',
            },
          ],
  },
};
