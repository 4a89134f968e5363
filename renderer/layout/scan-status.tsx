import { Button, ToolbarItem } from '@patternfly/react-core';
import { SyncAltIcon } from '@patternfly/react-icons/dist/esm/icons/sync-alt-icon';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostSource } from '../api/client.ts';
import { LiveText } from '../components/live-text.tsx';

type Props = { source: HostSource; host: HostSnapshot; isScanning: boolean; onRescan: () => void };

/** When the host was read, and the way to read it again. A sample or a file was recorded once and stays as it is. */
export function ScanStatus({ source, host, isScanning, onRescan }: Props) {
  if (source.kind === 'sample' || source.kind === 'file') return null;
  return (
    <>
      <ToolbarItem>
        <Button variant="secondary" icon={<SyncAltIcon />} isDisabled={isScanning} onClick={onRescan}>
          Rescan
        </Button>
      </ToolbarItem>
      <ToolbarItem alignSelf="center">
        <LiveText>{isScanning ? 'Reading the host...' : `Read at ${formatTime(host.takenAt)}`}</LiveText>
      </ToolbarItem>
    </>
  );
}

function formatTime(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : date.toLocaleTimeString(undefined, { hour12: false });
}
