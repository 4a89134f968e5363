import {
  Button,
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
  /** For the keyboard, where the part before the findings has many stops. */
  skip?: string;
  children: ReactNode;
};

/**
 * The part of a page where the user chooses, and beside it what the choice means, live. Each scrolls on its own; in a
 * window too narrow for both, one follows the other.
 */
export function WithFindings({ label, title, findings, empty, skip, children }: Props) {
  const isNarrow = useMedia('(max-width: 48rem)');
  const meaning = <Meaning title={title} findings={findings} empty={empty} />;
  const choice = (
    <>
      {skip !== undefined && <SkipButton label={skip} />}
      {children}
    </>
  );
  if (isNarrow) {
    return (
      <>
        <PageSection isFilled={false} aria-label={label}>
          {choice}
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
          <DrawerContentBody className="bindery-fill">{choice}</DrawerContentBody>
        </DrawerContent>
      </Drawer>
    </PageSection>
  );
}

const MEANING = 'meaning';

/** In sight only while it has the focus. */
function SkipButton({ label }: { label: string }) {
  return (
    <Button
      variant="primary"
      size="sm"
      className="bindery-skip"
      onClick={() => document.getElementById(MEANING)?.focus()}
    >
      {label}
    </Button>
  );
}

function Meaning({ title, findings, empty }: Pick<Props, 'title' | 'findings' | 'empty'>) {
  return (
    <section id={MEANING} tabIndex={-1} aria-label={title} className="bindery-heading">
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
