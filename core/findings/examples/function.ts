import type { FunctionFacts } from '../catalogue/function.ts';
import type { Examples } from './examples.ts';

export const functionExamples: Examples<FunctionFacts> = { facts: {}, withoutRemedy: {} };
