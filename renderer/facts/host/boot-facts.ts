/** Which boot loader started the host and where it takes the kernel's arguments from; which tool makes the initramfs. */
import type { Evidence } from '../../../core/findings/evidence.ts';
import { enumerate } from '../../../core/findings/function-label.ts';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import type { ArgumentPlace } from '../../../core/platform/argument-place.ts';
import { decideBootLoader } from '../../../core/platform/boot-loader.ts';
import { decideInitramfsTool } from '../../../core/platform/initramfs-tool.ts';
import { code, type Fact, type FactGroup, fact, type Line } from '../fact.ts';

export function bootFacts(host: HostSnapshot): FactGroup {
  const loader = decideBootLoader(host);
  const { loaderInfo, bootFilesUnmeasured } = host.platform;
  return {
    title: 'Boot loader',
    facts: [
      { term: 'Boot loader', lines: [[verdictWords(loader, 'which of them started this host')]] },
      ...(loader.verdict === 'known'
        ? [
            { term: 'Kernel arguments', lines: placeLines(loader.place) },
            { term: 'Known from', lines: loader.evidence.map(evidenceLine) },
          ]
        : []),
      fact('Says of itself', loaderInfo, info => (info === null ? 'Nothing' : code(info))),
      ...(bootFilesUnmeasured.length > 0
        ? [
            {
              term: 'Could not look for',
              lines: bootFilesUnmeasured.map(({ path, reason }): Line => [code(path), ` ${reason}`]),
            },
          ]
        : []),
    ],
  };
}

type Verdict =
  | { verdict: 'known'; name: string }
  | { verdict: 'ambiguous'; candidates: { name: string }[] }
  | { verdict: 'unknown' };

function verdictWords(found: Verdict, question: string): string {
  switch (found.verdict) {
    case 'known':
      return found.name;
    case 'ambiguous':
      return `${enumerate(found.candidates.map(({ name }) => name))} are here; nothing says ${question}`;
    case 'unknown':
      return 'None of those that Bindery knows';
  }
}

function placeLines(place: ArgumentPlace): Line[] {
  if (place.how === 'command')
    return [
      ['Added by ', code(place.add)],
      ['Removed by ', code(place.remove)],
    ];
  return [
    [`In ${place.inside} of `, code(place.file)],
    place.apply === null
      ? ['Then start the computer again']
      : ['Then run ', code(place.apply), ' as root, and start the computer again'],
  ];
}

const evidenceLine = ({ source, observed }: Evidence): Line => [code(source), `: ${observed}`];

export function initramfsFacts({ platform }: HostSnapshot): FactGroup {
  const tool = decideInitramfsTool(platform.bootFiles);
  const how: Fact[] =
    tool.verdict === 'known'
      ? [
          {
            term: 'A driver that comes first',
            lines: [
              ['The line ', code(tool.line)],
              ['in ', code(tool.file)],
              ['then run ', code(tool.apply), ' as root'],
            ],
          },
          { term: 'Known from', lines: tool.evidence.map(evidenceLine) },
        ]
      : [];
  return {
    title: 'Initramfs',
    facts: [{ term: 'Made by', lines: [[verdictWords(tool, 'which of them is used')]] }, ...how],
  };
}
