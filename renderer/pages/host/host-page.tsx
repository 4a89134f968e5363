import { PageSection, Stack, StackItem } from '@patternfly/react-core';
import { NextStep } from '../../components/next-step.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { HostFacts } from './host-facts.tsx';
import { HostVerdict } from './host-verdict.tsx';

/** The answer first, then what it rests on. */
export function HostPage() {
  return (
    <>
      <PageSection isFilled={false}>
        <PageHeading
          title="Host"
          lead="Whether this host can hand devices to a virtual machine, and what was measured."
          actions={<NextStep path="/devices" title="Devices" />}
        />
      </PageSection>
      <PageSection isFilled aria-label="Findings and facts">
        <Stack hasGutter>
          <StackItem>
            <HostVerdict />
          </StackItem>
          <StackItem>
            <HostFacts />
          </StackItem>
        </Stack>
      </PageSection>
    </>
  );
}
