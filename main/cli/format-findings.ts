/** Findings as text for a terminal: gravest first, each with its evidence and what to do. */
import { styleText } from 'node:util';
import { describeFinding, type FindingDescription } from '../../core/findings/describe.ts';
import { explainRemedy, remediesFor } from '../../core/findings/explain-remedy.ts';
import { type Finding, SEVERITIES } from '../../core/findings/finding.ts';
import { oneLine } from '../../core/findings/one-line.ts';
import type { ArgumentPlace } from '../../core/platform/argument-place.ts';
import { HEADINGS } from '../../core/report/markdown.ts';
import { wrap } from './wrap.ts';

const COLOURS = { blocker: 'red', warning: 'yellow', unmeasured: 'magenta', note: 'cyan', ok: 'green' } as const;

const WIDTH = 100;

/** What remedies need to know of the host and of this program. */
export type Here = {
  /** Where the host keeps its kernel's arguments; null: not known. */
  place: ArgumentPlace | null;
  /** How Bindery is started; null: the host is not the one that it runs on. */
  bindery: string | null;
};

export function formatFindings(findings: readonly Finding[], here: Here): string {
  const described = Map.groupBy(
    findings.map(finding => plain(describeFinding(finding))),
    finding => finding.severity,
  );
  return SEVERITIES.flatMap(severity => {
    const group = described.get(severity) ?? [];
    if (group.length === 0) return [];
    return [
      styleText(['bold', COLOURS[severity]], `${HEADINGS[severity]} (${group.length})`),
      ...group.map(finding => formatFinding(finding, here)),
      '',
    ];
  }).join('\n');
}

/** What is fine is one line; everything else says why and what to do. */
function formatFinding(finding: FindingDescription, { place, bindery }: Here): string {
  const title = `  ${finding.title}  ${styleText('dim', `[${finding.code}]`)}`;
  if (finding.severity === 'ok') return title;
  return [
    title,
    wrap(finding.explanation, WIDTH, '    '),
    ...finding.evidence.map(({ source, observed }) => styleText('dim', `    read from ${source}: ${observed}`)),
    ...remediesFor(finding.remedies, bindery !== null).map(remedy => {
      const { text, copy } = explainRemedy(remedy, place, bindery);
      return [
        wrap(`-> ${text}`, WIDTH, '    '),
        ...(copy === null ? [] : copy.split('\n').map(line => `       ${line}`)),
      ].join('\n');
    }),
  ].join('\n');
}

/** Names come from devices and from snapshots of others: nothing in them may steer the terminal. */
function plain(finding: FindingDescription): FindingDescription {
  return {
    ...finding,
    title: oneLine(finding.title),
    explanation: oneLine(finding.explanation),
    evidence: finding.evidence.map(({ source, observed }) => ({
      source: oneLine(source),
      observed: oneLine(observed),
    })),
  };
}
