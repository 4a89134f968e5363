import type { Catalogue } from '../catalogue-entry.ts';

export type CostFacts = Record<never, never>;

export const costCatalogue: Catalogue<CostFacts> = {};
