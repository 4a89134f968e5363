import { Stack, StackItem } from '@patternfly/react-core';
import { useRef } from 'react';
import type { Finding } from '../../core/findings/finding.ts';
import { FindingCard } from './finding-card.tsx';

type Props = {
  findings: readonly Finding[];
  headingLevel: 'h2' | 'h3' | 'h4';
  evidence: 'open' | 'folded';
};

/** Findings one below the other. A remedy that makes its finding go away leaves the focus here, not nowhere. */
export function FindingStack({ findings, headingLevel, evidence }: Props) {
  const stack = useRef<HTMLDivElement>(null);
  return (
    <div ref={stack} tabIndex={-1}>
      <Stack hasGutter>
        {findings.map(finding => (
          <StackItem key={JSON.stringify(finding)}>
            <FindingCard
              finding={finding}
              headingLevel={headingLevel}
              evidence={evidence}
              onDone={() => stack.current?.focus()}
            />
          </StackItem>
        ))}
      </Stack>
    </div>
  );
}
