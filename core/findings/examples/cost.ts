import type { CostFacts } from '../catalogue/cost.ts';
import type { Examples } from './examples.ts';

export const costExamples: Examples<CostFacts> = { facts: {}, withoutRemedy: {} };
