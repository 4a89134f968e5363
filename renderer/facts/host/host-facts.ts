/** Everything known of a host, by subject. */
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import type { FactGroup } from '../fact.ts';
import { accessFacts } from './access-facts.ts';
import { computerFacts } from './computer-facts.ts';
import { iommuFacts } from './iommu-facts.ts';
import { kernelLogFacts } from './kernel-log-facts.ts';
import { memoryFacts } from './memory-facts.ts';
import { securityFacts } from './security-facts.ts';
import { softwareFacts } from './software-facts.ts';

/** `key` is the word in the page's address. */
export const SUBJECTS = [
  { key: 'iommu', title: 'IOMMU', facts: iommuFacts },
  { key: 'memory', title: 'Memory', facts: memoryFacts },
  { key: 'access', title: 'Access', facts: accessFacts },
  { key: 'security', title: 'Security', facts: securityFacts },
  { key: 'computer', title: 'Computer', facts: computerFacts },
  { key: 'software', title: 'Software', facts: softwareFacts },
  { key: 'log', title: 'Kernel log', facts: kernelLogFacts },
] as const satisfies readonly { key: string; title: string; facts: (host: HostSnapshot) => FactGroup[] }[];
