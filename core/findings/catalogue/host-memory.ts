import type { Catalogue } from '../catalogue-entry.ts';

export type HostMemoryFacts = Record<never, never>;

export const hostMemoryCatalogue: Catalogue<HostMemoryFacts> = {};
