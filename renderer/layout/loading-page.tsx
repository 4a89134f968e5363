import { Card, CardBody, PageSection, Skeleton, Stack, StackItem } from '@patternfly/react-core';

const CARDS = [180, 140, 260, 260] as const;

/** The shape of a page while the host is read. */
export function LoadingPage() {
  return (
    <PageSection aria-label="Reading the host" isFilled>
      <Stack hasGutter>
        <StackItem>
          <Skeleton height="36px" width="30%" screenreaderText="Reading the host" />
        </StackItem>
        {CARDS.map((height, index) => (
          <StackItem key={`${index} ${height}`}>
            <Card>
              <CardBody>
                <Skeleton height={`${height}px`} />
              </CardBody>
            </Card>
          </StackItem>
        ))}
      </Stack>
    </PageSection>
  );
}
