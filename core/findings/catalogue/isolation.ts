import type { Catalogue } from '../catalogue-entry.ts';

export type IsolationFacts = Record<never, never>;

export const isolationCatalogue: Catalogue<IsolationFacts> = {};
