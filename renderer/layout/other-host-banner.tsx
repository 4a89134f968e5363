import { Banner, Button, Flex, FlexItem } from '@patternfly/react-core';
import type { HostSource } from '../api/client.ts';

type Props = { source: HostSource; home: HostSource | undefined; onOpen: (id: string) => void };

/** Stays in sight as long as what is shown is not the user's own machine. */
export function SampleBanner({ source, home, onOpen }: Props) {
  if (source.kind === 'live') return null;
  const isSample = source.kind === 'sample';
  return (
    <Banner isSticky color="blue" screenReaderText={isSample ? 'Sample host' : 'Recorded host'}>
      <Flex
        justifyContent={{ default: 'justifyContentCenter' }}
        alignItems={{ default: 'alignItemsCenter' }}
        spaceItems={{ default: 'spaceItemsMd' }}
      >
        <FlexItem>
          {isSample ? 'Sample host' : 'Recorded host'}: <strong>{source.title}</strong>. Nothing here is your machine.
        </FlexItem>
        {home && home.id !== source.id && (
          <FlexItem>
            <Button variant="link" isInline onClick={() => onOpen(home.id)}>
              Back to {home.kind === 'live' ? 'this computer' : home.title}
            </Button>
          </FlexItem>
        )}
      </Flex>
    </Banner>
  );
}
