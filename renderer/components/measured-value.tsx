/** A fact of the host, or why it could not be measured: never an empty place. */
import { Button, Popover } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { evidenceOfUnknown } from '../../core/findings/evidence.ts';
import { isKnown, type Measured, type Unknown } from '../../core/host/measured.ts';

type Props<T> = {
  fact: Measured<T>;
  children: (value: T) => ReactNode;
  /** In a table there is no room for the reason: it opens on request. */
  isCompact?: boolean;
};

export function MeasuredValue<T>({ fact, children, isCompact = false }: Props<T>) {
  if (isKnown(fact)) return <>{children(fact)}</>;
  return isCompact ? <UnknownButton fact={fact} /> : <UnknownText fact={fact} />;
}

function UnknownText({ fact }: { fact: Unknown }) {
  const { source, observed } = evidenceOfUnknown(fact);
  return (
    <span className="bindery-subtle">
      Could not measure: <code>{source}</code> {observed}
    </span>
  );
}

function UnknownButton({ fact }: { fact: Unknown }) {
  const { source, observed } = evidenceOfUnknown(fact);
  return (
    <Popover
      headerContent="Could not measure"
      bodyContent={
        <>
          <code>{source}</code> {observed}
        </>
      }
    >
      <Button variant="link" isInline>
        Could not measure
      </Button>
    </Popover>
  );
}
