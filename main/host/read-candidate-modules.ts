import type { Measured } from '../../core/host/measured.ts';
import type { HostFiles } from './host-files.ts';
import { pending } from './pending.ts';

/** Answers which modules of the running kernel drive a function, from its modalias. */
export type CandidateModules = (modalias: string) => Measured<string[]>;

export function readCandidateModules(_files: HostFiles, _release: Measured<string>): CandidateModules {
  return () => pending;
}
