import type { Catalogue } from '../catalogue-entry.ts';

export type AccessFacts = Record<never, never>;

export const accessCatalogue: Catalogue<AccessFacts> = {};
