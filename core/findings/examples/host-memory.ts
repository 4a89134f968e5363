import type { HostMemoryFacts } from '../catalogue/host-memory.ts';
import type { Examples } from './examples.ts';

export const hostMemoryExamples: Examples<HostMemoryFacts> = { facts: {}, withoutRemedy: {} };
