import type { PlatformFacts } from '../catalogue/platform.ts';
import type { Examples } from './examples.ts';

export const platformExamples: Examples<PlatformFacts> = { facts: {}, withoutRemedy: {} };
