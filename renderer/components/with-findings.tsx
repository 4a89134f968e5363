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
import { useMedia } from './use-media.ts';

type Props = {
  /** Names both halves for those who do not see them side by side. */
  label: string;
  title: string;
  findings: readonly Finding[];
  /** What to say while there is nothing to judge. */
  empty?: { tally: string; text: string } | undefined;
  children: ReactNode;
};

/**
 * The part of a page where the user chooses, and beside it what the choice means, live. Each scrolls on its own; in a
 * window too narrow for both, one follows the other.
 */
export function WithFindings({ label, title, findings, empty, children }: Props) {
  const isNarrow = useMedia('(max-width: 48rem)');
  const meaning = <Meaning title={title} findings={findings} empty={empty} />;
  if (isNarrow) {
    return (
      <>
        <PageSection isFilled={false} aria-label={label}>
          {children}
        </PageSection>
        <PageSection isFilled={false} hasBodyWrapper={false}>
          {meaning}
        </PageSection>
      </>
    );
  }
  return (
    <PageSection
      isFilled
      aria-label={label}
      padding={{ default: 'noPadding' }}
      className="bindery-workspace"
      hasBodyWrapper={false}
    >
      <Drawer isExpanded isInline>
        <DrawerContent
          panelContent={
            <DrawerPanelContent defaultSize="19rem">
              <DrawerPanelBody>{meaning}</DrawerPanelBody>
            </DrawerPanelContent>
          }
        >
          <DrawerContentBody className="bindery-fill">{children}</DrawerContentBody>
        </DrawerContent>
      </Drawer>
    </PageSection>
  );
}

function Meaning({ title, findings, empty }: Pick<Props, 'title' | 'findings' | 'empty'>) {
  return (
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
  );
}

/** What passed only matters where there is nothing else to say. */
function worthShowing(findings: readonly Finding[]): Finding[] {
  const sorted = bySeverity(findings);
  const troubles = sorted.filter(finding => severityOf(finding) !== 'ok');
  return troubles.length > 0 ? troubles : sorted;
}
