import type { Catalogue } from '../catalogue-entry.ts';

export type KernelLogFacts = Record<never, never>;

export const kernelLogCatalogue: Catalogue<KernelLogFacts> = {};
