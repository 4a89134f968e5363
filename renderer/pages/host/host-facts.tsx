import { Card, CardBody, CardTitle, Label, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { QuestionCircleIcon } from '@patternfly/react-icons/dist/esm/icons/question-circle-icon';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { FactColumns } from '../../components/fact-columns.tsx';
import { FactGroupBody } from '../../components/fact-groups.tsx';
import { countUnknown, type FactGroup } from '../../facts/fact.ts';
import { SUBJECTS } from '../../facts/host/host-facts.ts';
import { useWorkbench } from '../../state/workbench.tsx';

const PARAMETER = 'facts';

/** What was measured, by subject. The open subject stands in the page's address. */
export function HostFacts() {
  const { host } = useWorkbench();
  const [search, setSearch] = useSearchParams();
  const subjects = useMemo(
    () => SUBJECTS.map(({ key, title, facts }) => ({ key, title, groups: facts(host) })),
    [host],
  );
  const asked = search.get(PARAMETER);
  const open = subjects.find(({ key }) => key === asked) ?? subjects[0];
  return (
    <section aria-label="Facts by subject">
      <Tabs
        activeKey={open?.key ?? ''}
        onSelect={(_event, key) => setSearch({ [PARAMETER]: String(key) }, { replace: true })}
        mountOnEnter
        unmountOnExit
        aria-label="Facts by subject"
      >
        {subjects.map(({ key, title, groups }) => (
          <Tab key={key} eventKey={key} title={<SubjectTitle title={title} unknown={countUnknown(groups)} />}>
            <Subject groups={groups} />
          </Tab>
        ))}
      </Tabs>
    </section>
  );
}

function SubjectTitle({ title, unknown }: { title: string; unknown: number }) {
  return (
    <TabTitleText>
      {title}{' '}
      {unknown > 0 && (
        <Label isCompact variant="outline" icon={<QuestionCircleIcon />}>
          {unknown}
          <span className="pf-v6-screen-reader"> could not be measured</span>
        </Label>
      )}
    </TabTitleText>
  );
}

function Subject({ groups }: { groups: readonly FactGroup[] }) {
  return (
    <div className="bindery-gap-above">
      <FactColumns groups={groups}>
        {group => (
          <Card isCompact>
            <CardTitle component="h3">{group.title}</CardTitle>
            <CardBody>
              <FactGroupBody group={group} headingLevel="h3" />
            </CardBody>
          </Card>
        )}
      </FactColumns>
    </div>
  );
}
