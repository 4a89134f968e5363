/** What the use cases need from the outside. Adapters live in main/host; main/compose.ts joins the two. */
import type { HostSnapshot } from '../../core/host/snapshot.ts';

export interface HostScanner {
  scan(): Promise<HostSnapshot>;
}

/** A host that can be looked at: the one we run on, a recorded one, or a sample that we ship. */
export type HostSource = {
  /** `live`, `recorded`, or the sample's id. */
  id: string;
  kind: 'live' | 'recorded' | 'sample';
  title: string;
  /** One sentence: what kind of machine it is and what it shows. */
  description: string;
};

export interface HostSources {
  list(): HostSource[];
  /** undefined: no such source. */
  scanner(id: string): HostScanner | undefined;
}
