import { Banner, Button, Flex, FlexItem } from '@patternfly/react-core';
import type { HostSource } from '../api/client.ts';

type Props = {
  source: HostSource;
  /** When it was read, as the snapshot says; undefined while it is being read. */
  takenAt: string | undefined;
  home: HostSource | undefined;
  onOpen: (id: string) => void;
};

const KINDS = { sample: 'Sample host', recorded: 'Recorded host', file: 'Snapshot' } as const;

/** Stays in sight as long as what is shown is not the user's own machine. */
export function OtherHostBanner({ source, takenAt, home, onOpen }: Props) {
  if (source.kind === 'live') return null;
  const kind = KINDS[source.kind];
  return (
    <Banner isSticky color={source.kind === 'file' ? 'purple' : 'blue'} screenReaderText={kind}>
      <Flex
        justifyContent={{ default: 'justifyContentCenter' }}
        alignItems={{ default: 'alignItemsCenter' }}
        spaceItems={{ default: 'spaceItemsMd' }}
      >
        <FlexItem>
          {kind}: <strong>{source.title}</strong>
          {source.kind === 'file'
            ? `${takenAt === undefined ? '' : `, taken ${formatInstant(takenAt)}`}. This is not this computer as it is now.`
            : '. Nothing here is your machine.'}
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

function formatInstant(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime())
    ? instant
    : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short', hour12: false });
}
