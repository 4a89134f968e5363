import { Alert, AlertActionLink, PageSection, ToolbarItem } from '@patternfly/react-core';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { type HostSource, isSessionRefused } from './api/client.ts';
import { queryClient, scanQuery, sourcesQuery } from './api/queries.ts';
import { CallFailure, explainCallFailure } from './failure/call-failure.tsx';
import { ErrorBoundary } from './failure/error-boundary.tsx';
import { HostPicker } from './layout/host-picker.tsx';
import { LoadingPage } from './layout/loading-page.tsx';
import { OpenSnapshotDialog } from './layout/open-snapshot-dialog.tsx';
import { OtherHostBanner } from './layout/other-host-banner.tsx';
import { ScanStatus } from './layout/scan-status.tsx';
import { Shell } from './layout/shell.tsx';
import { StepNav } from './layout/step-nav.tsx';
import { DevicesPage } from './pages/devices/devices-page.tsx';
import { HostPage } from './pages/host/host-page.tsx';
import { MachinePage } from './pages/machine/machine-page.tsx';
import { ReviewPage } from './pages/review/review-page.tsx';
import { homeSource, pickSource, useOpenSource } from './state/open-source.ts';
import { useOpenedHost } from './state/opened-host.ts';
import { WorkbenchProvider } from './state/workbench.tsx';

export function App() {
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queryClient}>
        <Sources />
      </QueryClientProvider>
    </ErrorBoundary>
  );
}

function Sources() {
  const { data, error, refetch } = useQuery(sourcesQuery);
  if (data) return <OpenHost sources={data} />;
  if (error) return <CallFailure error={error} onRetry={() => void refetch()} />;
  return (
    <Shell nav={<StepNav />}>
      <LoadingPage />
    </Shell>
  );
}

function OpenHost({ sources }: { sources: readonly HostSource[] }) {
  const [id, open] = useOpenSource();
  const [opened, openFile] = useOpenedHost(open);
  const [isOpening, setOpening] = useState(false);
  const all = opened ? [...sources, opened.source] : sources;
  const source = pickSource(all, id);
  const isServed = source !== undefined && source.kind !== 'file';
  const scan = useQuery({ ...scanQuery(source?.id ?? ''), enabled: isServed });
  if (!source) throw new Error('The server offers no host at all');

  const rescan = () => void scan.refetch();
  const served = isSessionRefused(scan.error) ? undefined : scan.data;
  const host = isServed ? served : opened?.host;
  return (
    <WorkbenchProvider key={source.id} source={source} host={host}>
      <Shell
        nav={<StepNav />}
        banner={<OtherHostBanner source={source} host={host} home={homeSource(sources)} onOpen={open} />}
        masthead={
          <>
            <ToolbarItem>
              <HostPicker sources={all} open={source} onOpen={open} onOpenFile={() => setOpening(true)} />
            </ToolbarItem>
            {host && <ScanStatus source={source} host={host} isScanning={scan.isFetching} onRescan={rescan} />}
          </>
        }
      >
        {host && scan.error && <StaleScan error={scan.error} onRetry={rescan} />}
        {host && <Pages />}
        {!host && (scan.error ? <CallFailure error={scan.error} onRetry={rescan} /> : <LoadingPage />)}
      </Shell>
      {isOpening && <OpenSnapshotDialog onOpen={openFile} onClose={() => setOpening(false)} />}
    </WorkbenchProvider>
  );
}

function Pages() {
  return (
    <ErrorBoundary>
      <Switch>
        <Route path="/host" component={HostPage} />
        <Route path="/devices" component={DevicesPage} />
        <Route path="/machine" component={MachinePage} />
        <Route path="/review" component={ReviewPage} />
        <Route>
          <Redirect to="/host" replace />
        </Route>
      </Switch>
    </ErrorBoundary>
  );
}

/** The last scan failed; what is shown is from the one before. */
function StaleScan({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { title, text } = explainCallFailure(error);
  return (
    <PageSection isFilled={false} aria-label="Failed scan">
      <Alert
        isInline
        isLiveRegion
        variant="warning"
        component="h2"
        title={title}
        actionLinks={<AlertActionLink onClick={onRetry}>Retry</AlertActionLink>}
      >
        {text} What you see was read before.
      </Alert>
    </PageSection>
  );
}
