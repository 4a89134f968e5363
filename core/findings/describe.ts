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
    evidence: tellOnce(entry.evidence(finding).map(one => readElsewhere(one, finding.readFrom))),
    remedies: entry.remedies(finding),
  };
}

/** Files of a host that only a text tells of were never read. Addresses in their names say what the text was read for. */
function readElsewhere(evidence: Evidence, readFrom: string | undefined): Evidence {
  if (readFrom === undefined || !/^\/(?:sys|proc|dev|usr|lib|boot|etc)\b/.test(evidence.source)) return evidence;
  const subject =
    evidence.source.match(/[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/g)?.at(-1) ??
    evidence.source.replace(/^.*\/iommu_groups\/(\d+).*$|^.*$/s, (_, group?: string) =>
      group ? `IOMMU group ${group}` : '',
    );
  return { ...evidence, source: subject === '' ? readFrom : `${readFrom}, ${subject}` };
}

/** Several facts may lack for one reason. */
function tellOnce(evidence: readonly Evidence[]): Evidence[] {
  return [...new Map(evidence.map(one => [`${one.source}\n${one.observed}`, one])).values()];
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
