/** The answer to a check as Markdown, to paste into a forum or an issue. */
import { describeFinding, worstSeverity } from '../findings/describe.ts';
import { explainRemedy, remediesFor } from '../findings/explain-remedy.ts';
import { type Finding, SEVERITIES, type Severity } from '../findings/finding.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { argumentPlaceOf } from '../platform/explain-argument.ts';
import { listFunctions } from './function-list.ts';
import { summarizeHost } from './host-summary.ts';
import { markdownBlock, markdownCode, markdownText } from './markdown-text.ts';

export const HEADINGS: Record<Severity, string> = {
  blocker: 'Stands in the way',
  warning: 'Take care',
  unmeasured: 'Could not measure',
  note: 'Good to know',
  ok: 'Fine',
};

const VERDICTS: Record<Severity, string> = {
  blocker: 'Something stands in the way.',
  warning: 'It may work; take care of what is listed.',
  unmeasured: 'Some questions are open, because something could not be read.',
  note: 'Nothing stands in the way.',
  ok: 'Nothing stands in the way.',
};

export type Report = {
  host: HostSnapshot;
  findings: readonly Finding[];
  /** Of Bindery. */
  version: string;
  /** Takes names out of texts; texts of a wish may hold some that no snapshot has. */
  clean: (text: string) => string;
};

export function formatMarkdown({ host, findings, version, clean }: Report): string {
  const text = (words: string) => markdownText(clean(words));
  const code = (words: string) => markdownCode(clean(words));
  const place = argumentPlaceOf(host);
  const described = Map.groupBy(findings.map(describeFinding), finding => finding.severity);
  const sections = SEVERITIES.flatMap(severity => {
    const group = described.get(severity) ?? [];
    if (group.length === 0) return [];
    return [
      `### ${HEADINGS[severity]} (${group.length})`,
      ...group.flatMap(finding => {
        const title = `**${text(finding.title)}** ${code(finding.code)}`;
        if (severity === 'ok') return [`- ${title}`];
        return [
          `${title}\n${text(finding.explanation)}`,
          ...(finding.evidence.length > 0
            ? [finding.evidence.map(({ source, observed }) => `- ${code(source)}: ${text(observed)}`).join('\n')]
            : []),
          ...remediesFor(finding.remedies, host.origin.kind === 'live').flatMap(remedy => {
            const { text: words, copy } = explainRemedy(remedy, place);
            return [`→ ${text(words)}`, ...(copy === null ? [] : [markdownBlock(clean(copy))])];
          }),
        ];
      }),
    ];
  });
  const rows = summarizeHost(host).map(({ name, value }) => `| ${text(name.trim())} | ${text(value)} |`);
  return `${[
    '## VFIO report',
    `**${VERDICTS[worstSeverity(findings)]}** Made by Bindery ${text(version)} from a scan of ${text(host.takenAt)}.`,
    ...joinItems(sections),
    '### The host',
    ['| | |', '| --- | --- |', ...rows].join('\n'),
    '### PCI functions',
    markdownBlock(listFunctions(host).map(clean).join('\n')),
  ].join('\n\n')}\n`;
}

/** Items of one list stand together. */
function joinItems(parts: readonly string[]): string[] {
  const joined: string[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.startsWith('- **') && last?.startsWith('- **')) joined[joined.length - 1] = `${last}\n${part}`;
    else joined.push(part);
  }
  return joined;
}
