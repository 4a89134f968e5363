import { Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter } from '@patternfly/react-core';
import type { ReactNode } from 'react';

type Props = { title: string; children: ReactNode; action?: { label: string; run: () => void } };

/** A whole page that says what happened and what to do. */
export function FailurePage({ title, children, action }: Props) {
  return (
    <EmptyState status="danger" headingLevel="h1" titleText={title} variant="lg" isFullHeight>
      <EmptyStateBody>{children}</EmptyStateBody>
      {action && (
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="primary" onClick={action.run}>
              {action.label}
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}
