/** What the kernel said since it started about VFIO, IOMMUs, BARs and resets. */
import { countOf } from '../../../core/findings/function-label.ts';
import { isKnown } from '../../../core/host/measured.ts';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import { code, type FactGroup } from '../fact.ts';

export function kernelLogFacts({ kernelLog }: HostSnapshot): FactGroup[] {
  if (!isKnown(kernelLog))
    return [{ title: 'Kernel log', isWide: true, facts: [{ term: 'Log', lines: [[kernelLog]] }] }];
  const { source, totalLines, isTruncated, lines } = kernelLog;
  return [
    {
      title: 'Kernel log',
      isWide: true,
      facts: [
        {
          term: 'Log',
          lines: [
            ['Printed by ', code(source)],
            [`${countOf(totalLines, 'line')} read, ${lines.length} of them about devices and their isolation`],
            ...(isTruncated
              ? [['Its beginning or middle is missing: the log is too long, or the kernel had overwritten it']]
              : []),
          ],
        },
      ],
      tables:
        lines.length === 0
          ? []
          : [
              {
                title: 'Lines',
                columns: ['Since boot', 'Line'],
                rows: lines.map(({ seconds, text }, index) => ({
                  key: `${index} ${text}`,
                  cells: [[seconds === null ? '-' : `${seconds.toFixed(3)} s`], [code(text)]],
                })),
              },
            ],
    },
  ];
}
