import type { KernelLogFacts } from '../catalogue/kernel-log.ts';
import type { Examples } from './examples.ts';

export const kernelLogExamples: Examples<KernelLogFacts> = { facts: {}, withoutRemedy: {} };
