import { Grid, GridItem, PageSection, Stack, StackItem } from '@patternfly/react-core';
import { NextStep } from '../../components/next-step.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { useWorkbench } from '../../state/workbench.tsx';
import { AccessCard } from './access-card.tsx';
import { HostVerdict } from './host-verdict.tsx';
import { IommuCard } from './iommu-card.tsx';
import { MemoryCard } from './memory-card.tsx';
import { ProcessorCard } from './processor-card.tsx';
import { SoftwareCard } from './software-card.tsx';

export function HostPage() {
  const { host } = useWorkbench();
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
        <Grid hasGutter>
          <GridItem span={12}>
            <HostVerdict />
          </GridItem>
          <GridItem xl={6}>
            <Stack hasGutter>
              <StackItem>
                <IommuCard host={host} />
              </StackItem>
              <StackItem>
                <MemoryCard host={host} />
              </StackItem>
            </Stack>
          </GridItem>
          <GridItem xl={6}>
            <Stack hasGutter>
              <StackItem>
                <ProcessorCard host={host} />
              </StackItem>
              <StackItem>
                <AccessCard host={host} />
              </StackItem>
            </Stack>
          </GridItem>
          <GridItem span={12}>
            <SoftwareCard host={host} />
          </GridItem>
        </Grid>
      </PageSection>
    </>
  );
}
