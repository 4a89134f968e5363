import { Icon, Nav, NavItem, NavList } from '@patternfly/react-core';
import { CheckCircleIcon } from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import { ExclamationCircleIcon } from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import { ExclamationTriangleIcon } from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import { OutlinedCircleIcon } from '@patternfly/react-icons/dist/esm/icons/outlined-circle-icon';
import type { ComponentType } from 'react';
import { Link, useLocation } from 'wouter';
import { useWorkbench } from '../state/workbench.tsx';
import { STEPS, type StepState, stepState } from './steps.ts';

type Look = { words: string; Shape: ComponentType; status?: 'success' | 'warning' | 'danger' };

const LOOKS: Record<StepState, Look> = {
  done: { words: 'done', Shape: CheckCircleIcon, status: 'success' },
  attention: { words: 'needs attention', Shape: ExclamationTriangleIcon, status: 'warning' },
  blocked: { words: 'blocked', Shape: ExclamationCircleIcon, status: 'danger' },
  'to-do': { words: 'to do', Shape: OutlinedCircleIcon },
};

/** The steps with the state of each. */
export function StepNav() {
  const workbench = useWorkbench();
  return <StepNavList stateOf={path => stepState(path, workbench)} />;
}

/** The same steps while no host is read yet: same size, no verdicts. */
export function PendingStepNav() {
  return <StepNavList stateOf={() => 'to-do'} />;
}

function StepNavList({ stateOf }: { stateOf: (path: (typeof STEPS)[number]['path']) => StepState }) {
  const [location] = useLocation();
  return (
    <Nav aria-label="Steps">
      <NavList>
        {STEPS.map(({ path, title }) => {
          const { words, Shape, status } = LOOKS[stateOf(path)];
          return (
            <NavItem key={path} isActive={location === path}>
              <Link href={path}>
                <span className="pf-v6-c-nav__link-icon">
                  <Icon {...(status ? { status } : {})}>
                    <Shape />
                  </Icon>
                </span>
                <span className="pf-v6-c-nav__link-text">
                  {title}
                  <span className="pf-v6-screen-reader">, {words}</span>
                </span>
              </Link>
            </NavItem>
          );
        })}
      </NavList>
    </Nav>
  );
}
