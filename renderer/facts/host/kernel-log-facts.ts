/** What the kernel said since it started about VFIO, IOMMUs, BARs and resets, and what that means. */
import { decode } from '../../../core/decoder/decode.ts';
import { countOf } from '../../../core/findings/function-label.ts';
import { isKnown } from '../../../core/host/measured.ts';
import type { KernelLog } from '../../../core/host/schema/kernel-log.ts';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import { code, type FactGroup, type Line } from '../fact.ts';

export function kernelLogFacts({ kernelLog }: HostSnapshot): FactGroup[] {
  const title = 'Kernel log';
  if (!isKnown(kernelLog)) return [{ title, isWide: true, facts: [{ term: 'Log', lines: [[kernelLog]] }] }];
  const { lines, repeats } = kernelLog;
  const leftOut = repeats.map(
    ({ address, leftOut: count }): Line => [
      `${countOf(count, 'more line')} of one kind`,
      ...(address === null ? [] : [' about ', code(address)]),
    ],
  );
  return [
    {
      title,
      isWide: true,
      facts: [
        { term: 'Log', lines: originLines(kernelLog) },
        ...(leftOut.length > 0 ? [{ term: 'Left out', lines: leftOut }] : []),
      ],
      tables:
        lines.length === 0
          ? []
          : [{ title: 'Lines', columns: ['Since boot', 'Line', 'What it means'], rows: lines.map(lineRow) }],
    },
  ];
}

function originLines({ source, totalLines, isTruncated, lines }: KernelLog): Line[] {
  return [
    ['Printed by ', code(source)],
    [`${countOf(totalLines, 'line')} read, ${lines.length} of them about devices and what isolates them`],
    ...(isTruncated ? [['Part of it is missing: it is too long, or the kernel had overwritten it']] : []),
  ];
}

function lineRow({ seconds, text }: KernelLog['lines'][number], index: number) {
  const decoded = decode(text, 'kernel');
  return {
    key: String(index),
    cells: [
      [seconds === null ? '-' : `${seconds.toFixed(3)}\u00a0s`],
      [code(text)],
      [decoded === null ? '-' : `${decoded.entry.title(decoded.facts)}. ${decoded.entry.cause(decoded.facts)}`],
    ],
  };
}
