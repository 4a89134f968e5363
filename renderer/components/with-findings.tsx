import {
  Content,
  Drawer,
  DrawerContent,
  DrawerContentBody,
  DrawerPanelBody,
  DrawerPanelContent,
  PageSection,
  Stack,
  StackItem,
  Title,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { bySeverity, severityOf } from '../../core/findings/describe.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { tallyFindings } from '../format/tally.ts';
import { FindingStack } from './finding-stack.tsx';
import { LiveText } from './live-text.tsx';

type Props = {
  /** Names both halves for those who do not see them side by side. */
  label: string;
  title: string;
  findings: readonly Finding[];
  /** What to say while there is nothing to judge. */
  empty?: { tally: string; text: string } | undefined;
  children: ReactNode;
};

/** The part of a page where the user chooses, and beside it what the choice means, live. Each scrolls on its own. */
export function WithFindings({ label, title, findings, empty, children }: Props) {
  return (
    <PageSection
      isFilled
      aria-label={label}
      padding={{ default: 'noPadding' }}
      className="bindery-fill"
      hasBodyWrapper={false}
    >
      <Drawer isExpanded isInline>
        <DrawerContent
          panelContent={
            <DrawerPanelContent defaultSize="20rem">
              <DrawerPanelBody>
                <section aria-label={title}>
                  <Stack hasGutter>
                    <StackItem>
                      <Title headingLevel="h2" size="md">
                        {title}
                      </Title>
                      <LiveText>{empty?.tally ?? tallyFindings(findings)}</LiveText>
                    </StackItem>
                    <StackItem>
                      {empty ? (
                        <Content component="p">{empty.text}</Content>
                      ) : (
                        <FindingStack findings={worthShowing(findings)} headingLevel="h3" evidence="folded" />
                      )}
                    </StackItem>
                  </Stack>
                </section>
              </DrawerPanelBody>
            </DrawerPanelContent>
          }
        >
          <DrawerContentBody>{children}</DrawerContentBody>
        </DrawerContent>
      </Drawer>
    </PageSection>
  );
}

/** What passed only matters where there is nothing else to say. */
function worthShowing(findings: readonly Finding[]): Finding[] {
  const sorted = bySeverity(findings);
  const troubles = sorted.filter(finding => severityOf(finding) !== 'ok');
  return troubles.length > 0 ? troubles : sorted;
}
