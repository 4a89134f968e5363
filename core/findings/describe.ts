/** Turns a finding into the words and remedies that a person reads: the one door to the catalogue. */
import { catalogue } from './catalogue.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';
import type { Evidence } from './evidence.ts';
import { type Finding, SEVERITIES, type Severity } from './finding.ts';
import type { Remedy } from './remedy.ts';

export type FindingDescription = {
  code: Finding['code'];
  severity: Severity;
  title: string;
  explanation: string;
  evidence: Evidence[];
  remedies: Remedy[];
};

export function describeFinding(finding: Finding): FindingDescription {
  // The catalogue is keyed by code, so the entry takes this finding's facts; TypeScript cannot follow a union through an index.
  const entry = catalogue[finding.code] as CatalogueEntry<Finding>;
  return {
    code: finding.code,
    severity: entry.severity,
    title: entry.title(finding),
    explanation: entry.explain(finding),
    evidence: entry.evidence(finding),
    remedies: entry.remedies(finding),
  };
}

export function severityOf(finding: Finding): Severity {
  return catalogue[finding.code].severity;
}

/** The gravest severity among findings; `ok` when there is none. */
export function worstSeverity(findings: readonly Finding[]): Severity {
  const present = new Set(findings.map(severityOf));
  return SEVERITIES.find(severity => present.has(severity)) ?? 'ok';
}

/** Gravest first; findings of one severity keep their order. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => SEVERITIES.indexOf(severityOf(a)) - SEVERITIES.indexOf(severityOf(b)));
}
