import { Icon } from '@patternfly/react-core';
import { CheckCircleIcon } from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import { ExclamationCircleIcon } from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import { ExclamationTriangleIcon } from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import { InfoCircleIcon } from '@patternfly/react-icons/dist/esm/icons/info-circle-icon';
import { QuestionCircleIcon } from '@patternfly/react-icons/dist/esm/icons/question-circle-icon';
import type { ComponentType } from 'react';
import type { Severity } from '../../core/findings/finding.ts';
import { SEVERITY_LOOKS } from '../format/severity.ts';

const ICONS: Record<Severity, ComponentType> = {
  blocker: ExclamationCircleIcon,
  warning: ExclamationTriangleIcon,
  unmeasured: QuestionCircleIcon,
  note: InfoCircleIcon,
  ok: CheckCircleIcon,
};

/** Decorative: say the severity in words beside it. */
export function SeverityIcon({ severity }: { severity: Severity }) {
  const Shape = ICONS[severity];
  return (
    <Icon status={SEVERITY_LOOKS[severity].status}>
      <Shape />
    </Icon>
  );
}
