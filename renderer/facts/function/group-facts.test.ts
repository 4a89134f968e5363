import { expect, it } from 'vitest';
import { indexHost } from '../../../core/host/host-index.ts';
import { knownOr } from '../../../core/host/measured.ts';
import { sampleSnapshot } from '../../../fixtures/sample-snapshot.ts';
import { formatLine } from '../fact-text.ts';
import { groupFacts } from './group-facts.ts';

async function viability(sample: string, bdf: string) {
  const host = await sampleSnapshot(sample);
  const fn = knownOr(host.functions, []).find(candidate => candidate.bdf === bdf);
  if (!fn) throw new Error(`${sample} has no ${bdf}.`);
  const { facts } = groupFacts(host, indexHost(host), fn);
  return facts.find(({ term }) => term === 'VFIO may take it')?.lines.map(formatLine);
}

it.each([
  [
    'a card whose other functions the host drives',
    'intel-desktop',
    '0000:01:00.0',
    [
      'Now: no, host drivers hold it',
      'Once this function is on vfio-pci: no, host drivers hold it',
      'Once its whole card is: yes',
    ],
  ],
  [
    'a drive alone in its group',
    'intel-desktop',
    '0000:02:00.0',
    ['Now: no, host drivers hold it', 'Once this function is on vfio-pci: yes'],
  ],
  [
    'a card that VFIO holds',
    'twin-gpu-workstation',
    '0000:af:00.0',
    ['Now: yes', 'Once this function is on vfio-pci: yes', 'Once its whole card is: yes'],
  ],
  ['a bridge', 'twin-gpu-workstation', '0000:3a:00.0', undefined],
])('%s', async (_, sample, bdf, lines) => {
  expect(await viability(sample, bdf)).toEqual(lines);
});
