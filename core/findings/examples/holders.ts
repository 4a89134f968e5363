import type { HoldersFacts } from '../catalogue/holders.ts';
import type { Examples } from './examples.ts';

export const holdersExamples: Examples<HoldersFacts> = { facts: {}, withoutRemedy: {} };
