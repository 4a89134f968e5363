import { Grid, GridItem, PageSection } from '@patternfly/react-core';
import { reviewMachine } from '../../../core/machine/review.ts';
import { PageHeading } from '../../components/page-heading.tsx';
import { ReportButton } from '../../components/report-button.tsx';
import { useWorkbench } from '../../state/workbench.tsx';
import { CommandCard } from './command-card.tsx';
import { ReviewFindings } from './review-findings.tsx';

export function ReviewPage() {
  const { host, spec } = useWorkbench();
  return (
    <>
      <PageSection isFilled={false}>
        <PageHeading
          title="Review"
          lead="What stands in the way, with the proof, and the command that starts the machine. Nothing here changes the host."
          actions={<ReportButton host={host} check={other => reviewMachine(other, spec).findings} />}
        />
      </PageSection>
      <PageSection isFilled aria-label="Findings and command">
        <Grid hasGutter>
          <GridItem xl={5}>
            <ReviewFindings />
          </GridItem>
          <GridItem xl={7}>
            <CommandCard />
          </GridItem>
        </Grid>
      </PageSection>
    </>
  );
}
