import type { AccessFacts } from '../catalogue/access.ts';
import type { Examples } from './examples.ts';

export const accessExamples: Examples<AccessFacts> = { facts: {}, withoutRemedy: {} };
