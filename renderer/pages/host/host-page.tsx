import { Button, Flex, FlexItem, PageSection, Stack, StackItem } from '@patternfly/react-core';
import { useState } from 'react';
import { reviewHost } from '../../../core/machine/review.ts';
import { NextStep } from '../../components/next-step.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { ReportButton } from '../../components/report-button.tsx';
import { useWorkbench } from '../../state/workbench.tsx';
import { HostFacts } from './host-facts.tsx';
import { HostVerdict } from './host-verdict.tsx';
import { SnapshotDialog } from './snapshot-dialog.tsx';

/** The answer first, then what it rests on. */
export function HostPage() {
  return (
    <>
      <PageSection isFilled={false}>
        <PageHeading
          title="Host"
          lead="Whether this host can hand devices to a virtual machine, and what was measured."
          actions={<Actions />}
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

/** Taking the answers elsewhere, and the way on. */
function Actions() {
  const { host } = useWorkbench();
  const [isSaving, setSaving] = useState(false);
  return (
    <Flex spaceItems={{ default: 'spaceItemsSm' }}>
      <FlexItem>
        <ReportButton host={host} check={reviewHost} />
      </FlexItem>
      <FlexItem>
        <Button variant="link" aria-haspopup="dialog" onClick={() => setSaving(true)}>
          Save a snapshot…
        </Button>
      </FlexItem>
      <FlexItem>
        <NextStep path="/devices" title="Devices" />
      </FlexItem>
      {isSaving && <SnapshotDialog host={host} onClose={() => setSaving(false)} />}
    </Flex>
  );
}
