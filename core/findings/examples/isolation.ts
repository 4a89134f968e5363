import type { IsolationFacts } from '../catalogue/isolation.ts';
import type { Examples } from './examples.ts';

export const isolationExamples: Examples<IsolationFacts> = { facts: {}, withoutRemedy: {} };
