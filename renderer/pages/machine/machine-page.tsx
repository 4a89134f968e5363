import { Form, FormSection, PageSection } from '@patternfly/react-core';
import { NextStep } from '../../components/next-step.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { WithFindings } from '../../components/with-findings.tsx';
import { CommandPreview } from '../../layout/command-preview.tsx';
import { useWorkbench } from '../../state/workbench.tsx';
import { AssignedFields } from './assigned-fields.tsx';
import { BasicsFields } from './basics-fields.tsx';
import { DiskFields } from './disk-fields.tsx';
import { SurroundingsFields } from './surroundings-fields.tsx';

export function MachinePage() {
  const { findings } = useWorkbench();
  return (
    <>
      <PageSection isFilled={false} className="bindery-tight">
        <PageHeading
          title="Machine"
          lead="What the virtual machine shall be. Everything is kept while you type."
          actions={<NextStep path="/review" title="Review" />}
        />
      </PageSection>
      <WithFindings label="Settings and findings" title="Your machine" findings={findings.machine}>
        <div className="bindery-scroll">
          <Form className="bindery-inset" onSubmit={event => event.preventDefault()}>
            <FormSection>
              <BasicsFields />
              <SurroundingsFields />
            </FormSection>
            <DiskFields />
            <AssignedFields />
          </Form>
        </div>
      </WithFindings>
      <CommandPreview />
    </>
  );
}
