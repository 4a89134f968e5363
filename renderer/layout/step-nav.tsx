import { Icon, Nav, NavItem, NavList } from '@patternfly/react-core';
import { CheckCircleIcon } from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import { ExclamationCircleIcon } from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import { ExclamationTriangleIcon } from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import { OutlinedCircleIcon } from '@patternfly/react-icons/dist/esm/icons/outlined-circle-icon';
import { type ComponentType, useContext } from 'react';
import { Link, useLocation } from 'wouter';
import { WorkbenchContext } from '../state/workbench.tsx';
import { STEPS, type StepState, stepState } from './steps.ts';

type Look = { words: string; Shape: ComponentType; status?: 'success' | 'warning' | 'danger' };

const LOOKS: Record<StepState, Look> = {
  done: { words: 'done', Shape: CheckCircleIcon, status: 'success' },
  attention: { words: 'needs attention', Shape: ExclamationTriangleIcon, status: 'warning' },
  blocked: { words: 'blocked', Shape: ExclamationCircleIcon, status: 'danger' },
  'to-do': { words: 'to do', Shape: OutlinedCircleIcon },
};

/** The steps with the state of each; without a verdict while no host is read. */
export function StepNav() {
  const workbench = useContext(WorkbenchContext);
  const [location] = useLocation();
  return (
    <Nav aria-label="Steps">
      <NavList>
        {STEPS.map(({ path, title }) => {
          const { words, Shape, status } = LOOKS[workbench ? stepState(path, workbench) : 'to-do'];
          return (
            <NavItem key={path} isActive={location === path}>
              <Link href={path} aria-label={`${title}, ${words}`}>
                <span className="pf-v6-c-nav__link-icon">
                  <Icon {...(status ? { status } : {})}>
                    <Shape />
                  </Icon>
                </span>
                <span className="pf-v6-c-nav__link-text">{title}</span>
              </Link>
            </NavItem>
          );
        })}
      </NavList>
    </Nav>
  );
}
