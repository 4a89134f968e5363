import type { Catalogue } from '../catalogue-entry.ts';

export type HoldersFacts = Record<never, never>;

export const holdersCatalogue: Catalogue<HoldersFacts> = {};
