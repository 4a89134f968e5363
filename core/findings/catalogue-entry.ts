import type { Evidence } from './evidence.ts';
import type { Severity } from './finding.ts';
import type { Remedy } from './remedy.ts';

/** The words for one finding code, made from its facts. */
export type CatalogueEntry<Facts> = {
  severity: Severity;
  /** One line, sentence case, no full stop. */
  title: (facts: Facts) => string;
  /** What is so, why it matters, in whole sentences. */
  explain: (facts: Facts) => string;
  evidence: (facts: Facts) => Evidence[];
  /** Best first. Empty where there is nothing to do. */
  remedies: (facts: Facts) => Remedy[];
};

export type Catalogue<FactsByCode> = { [Code in keyof FactsByCode]: CatalogueEntry<FactsByCode[Code]> };

/** For a code that says it all. (An empty object type would take any value.) */
export type NoFacts = { facts?: never };
