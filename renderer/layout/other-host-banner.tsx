import { Banner, Button, Flex, FlexItem } from '@patternfly/react-core';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostSource } from '../api/client.ts';

type Props = {
  source: HostSource;
  /** undefined while it is being read. */
  host: HostSnapshot | undefined;
  home: HostSource | undefined;
  onOpen: (id: string) => void;
};

const KINDS = { sample: 'Sample host', recorded: 'Recorded host', file: 'From a file' } as const;

/** Stays in sight as long as what is shown is not the user's own machine. */
export function OtherHostBanner({ source, host, home, onOpen }: Props) {
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
            ? `${timeOf(host)}. Not this computer as it is now.`
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

/** A posted text does not say when it was made. */
function timeOf(host: HostSnapshot | undefined): string {
  return host && host.origin.kind !== 'posted' ? `, read ${formatInstant(host.takenAt)}` : '';
}

function formatInstant(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime())
    ? instant
    : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short', hour12: false });
}
