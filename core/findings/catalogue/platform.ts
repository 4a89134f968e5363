import type { Catalogue } from '../catalogue-entry.ts';

export type PlatformFacts = Record<never, never>;

export const platformCatalogue: Catalogue<PlatformFacts> = {};
