import { Icon, Tooltip } from '@patternfly/react-core';
import { BanIcon } from '@patternfly/react-icons/dist/esm/icons/ban-icon';
import { CheckCircleIcon } from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import { ExclamationTriangleIcon } from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import { QuestionCircleIcon } from '@patternfly/react-icons/dist/esm/icons/question-circle-icon';
import type { ComponentType } from 'react';
import type { HostCost } from '../../../core/cost/host-cost.ts';
import { costLine } from '../../facts/cost-line.ts';
import { formatLine } from '../../facts/fact-text.ts';
import { COST_STATES, type CostState, costState, shortReason } from '../../format/cost-words.ts';

const LOOKS: Record<CostState, { status: 'success' | 'warning' | 'danger' | 'custom'; Shape: ComponentType }> = {
  free: { status: 'success', Shape: CheckCircleIcon },
  costs: { status: 'warning', Shape: ExclamationTriangleIcon },
  refuses: { status: 'danger', Shape: BanIcon },
  unmeasured: { status: 'custom', Shape: QuestionCircleIcon },
};

/**
 * What the host loses with the function, in a word; why, to the pointer. To the focus the name of the function says it:
 * a table of hundreds of rows has room for few stops.
 */
export function FunctionCost({ cost }: { cost: HostCost }) {
  const state = costState(cost);
  const { status, Shape } = LOOKS[state];
  const reason = shortReason(cost);
  return (
    <Tooltip content={<CostReasons cost={cost} />} trigger="mouseenter" isContentLeftAligned maxWidth="32rem">
      <div className="bindery-beside-icon">
        <Icon status={status}>
          <Shape />
        </Icon>
        <span>
          {COST_STATES[state]}
          {reason !== null && `: ${reason}`}
        </span>
      </div>
    </Tooltip>
  );
}

export function CostReasons({ cost: { reasons, gaps } }: { cost: HostCost }) {
  const lines = [...reasons.map(costLine), ...gaps.map(gap => [gap])].map(formatLine);
  if (lines.length === 0) return 'Nothing of the host rests on it, shows on it or has it open.';
  return lines.map(line => <div key={line}>{line}</div>);
}
