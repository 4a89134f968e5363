/** How each severity looks and what it is called. */
import type { Severity } from '../../core/findings/finding.ts';

type Look = {
  label: string;
  /** Heading above the findings of this severity. */
  heading: string;
  status: 'danger' | 'warning' | 'info' | 'success' | 'custom';
};

export const SEVERITY_LOOKS: Record<Severity, Look> = {
  blocker: { label: 'Blocker', heading: 'Blockers', status: 'danger' },
  warning: { label: 'Warning', heading: 'Warnings', status: 'warning' },
  unmeasured: { label: 'Open question', heading: 'Open questions: could not measure', status: 'custom' },
  note: { label: 'Note', heading: 'Notes', status: 'info' },
  ok: { label: 'Passed', heading: 'Passed', status: 'success' },
};
