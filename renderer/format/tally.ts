/** Counts of findings in words, for headings and live regions. */
import { severityOf } from '../../core/findings/describe.ts';
import { type Finding, SEVERITIES, type Severity } from '../../core/findings/finding.ts';

const NOUNS: Record<Severity, readonly [one: string, many: string]> = {
  blocker: ['blocker', 'blockers'],
  warning: ['warning', 'warnings'],
  unmeasured: ['open question', 'open questions'],
  note: ['note', 'notes'],
  ok: ['check passed', 'checks passed'],
};

/** `2 blockers, 1 warning`, gravest first; what is fine is only counted where there is nothing else. */
export function tallyFindings(findings: readonly Finding[]): string {
  const severities = findings.map(severityOf);
  const counted = SEVERITIES.map(
    severity => [severity, severities.filter(found => found === severity).length] as const,
  );
  const troubles = counted.filter(([severity, count]) => count > 0 && severity !== 'ok');
  const shown = troubles.length > 0 ? troubles : counted.filter(([, count]) => count > 0);
  return shown.length === 0
    ? 'No findings'
    : shown.map(([severity, count]) => `${count} ${NOUNS[severity][count === 1 ? 0 : 1]}`).join(', ');
}
