import { Grid, GridItem, PageSection } from '@patternfly/react-core';
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
        />
      </PageSection>
      <PageSection isFilled aria-label="Findings and facts">
        <Grid hasGutter>
          <GridItem span={12}>
            <HostVerdict />
          </GridItem>
          <GridItem xl={6}>
            <IommuCard host={host} />
          </GridItem>
          <GridItem xl={6}>
            <ProcessorCard host={host} />
          </GridItem>
          <GridItem xl={6}>
            <MemoryCard host={host} />
          </GridItem>
          <GridItem xl={6}>
            <AccessCard host={host} />
          </GridItem>
          <GridItem span={12}>
            <SoftwareCard host={host} />
          </GridItem>
        </Grid>
      </PageSection>
    </>
  );
}
