import type { Catalogue } from '../catalogue-entry.ts';

export type FunctionFacts = Record<never, never>;

export const functionCatalogue: Catalogue<FunctionFacts> = {};
