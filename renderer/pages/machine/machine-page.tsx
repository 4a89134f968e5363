import { Form, FormSection, PageSection } from '@patternfly/react-core';
import { bySeverity, severityOf } from '../../../core/findings/describe.ts';
import { FindingStack } from '../../components/finding-stack.tsx';
import { LiveText } from '../../components/live-text.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { tallyFindings } from '../../format/tally.ts';
import { CommandPreview } from '../../layout/command-preview.tsx';
import { useWorkbench } from '../../state/workbench.tsx';
import { AssignedFields } from './assigned-fields.tsx';
import { BasicsFields } from './basics-fields.tsx';
import { DiskFields } from './disk-fields.tsx';
import { SurroundingsFields } from './surroundings-fields.tsx';

export function MachinePage() {
  const { findings } = useWorkbench();
  const troubles = bySeverity(findings.machine).filter(finding => severityOf(finding) !== 'ok');
  return (
    <>
      <PageSection isFilled={false}>
        <PageHeading
          title="Machine"
          lead="What the virtual machine shall be. Everything is kept while you type."
          actions={<LiveText>{tallyFindings(findings.machine)}</LiveText>}
        />
      </PageSection>
      <PageSection isFilled hasOverflowScroll aria-label="Machine settings" className="bindery-fill">
        <Form onSubmit={event => event.preventDefault()}>
          <FormSection>
            <BasicsFields />
            <SurroundingsFields />
          </FormSection>
          <DiskFields />
          <AssignedFields />
        </Form>
        {troubles.length > 0 && <FindingStack findings={troubles} headingLevel="h2" evidence="folded" />}
      </PageSection>
      <CommandPreview />
    </>
  );
}
