/** The four steps, and what the navigation says about each. */
import { worstSeverity } from '../../core/findings/describe.ts';
import type { Finding } from '../../core/findings/finding.ts';
import type { Workbench } from '../state/workbench.tsx';

export const STEPS = [
  { path: '/host', title: 'Host' },
  { path: '/devices', title: 'Devices' },
  { path: '/machine', title: 'Machine' },
  { path: '/review', title: 'Review' },
] as const;

export type StepPath = (typeof STEPS)[number]['path'];
export type StepState = 'done' | 'attention' | 'blocked' | 'to-do';

export function stepState(path: StepPath, { findings, draft, problems, review }: Workbench): StepState {
  switch (path) {
    case '/host':
      return stateOf(findings.host);
    case '/devices':
      return draft.picked.length === 0 ? 'to-do' : stateOf(findings.selection);
    case '/machine':
      return problems.size > 0 ? 'blocked' : stateOf(findings.machine);
    case '/review':
      if (problems.size > 0 || review.severity === 'blocker') return 'blocked';
      return draft.picked.length === 0 ? 'to-do' : stateOf(review.findings);
  }
}

function stateOf(findings: readonly Finding[]): StepState {
  const worst = worstSeverity(findings);
  if (worst === 'blocker') return 'blocked';
  return worst === 'warning' || worst === 'unmeasured' ? 'attention' : 'done';
}
