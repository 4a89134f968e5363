import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  PageSection,
} from '@patternfly/react-core';
import { useCallback, useMemo, useState } from 'react';
import { costOfEach } from '../../../core/cost/cost-of-functions.ts';
import { indexHost } from '../../../core/host/host-index.ts';
import { isKnown } from '../../../core/host/measured.ts';
import type { Bdf } from '../../../core/pci/bdf.ts';
import { MeasuredValue } from '../../components/measured-value.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { WithFindings } from '../../components/with-findings.tsx';
import { type DeviceFilter, filterGroups, groupDevices } from '../../format/device-groups.ts';
import { CommandPreview } from '../../layout/command-preview.tsx';
import { useWorkbench } from '../../state/workbench.tsx';
import { FunctionDialog } from './details/function-dialog.tsx';
import { useOpenFunction } from './details/open-function.ts';
import { DeviceTable } from './device-table.tsx';
import { DeviceToolbar } from './device-toolbar.tsx';
import { tableRows } from './table-rows.ts';

const NO_FILTER: DeviceFilter = { text: '', kind: 'all', cost: 'all', showBridges: false };

const NOTHING_PICKED = {
  tally: 'Nothing picked yet',
  text: 'Tick a function in the table, a GPU for example. What else has to leave the host with it, and what stands in the way, is said here at once. Nothing on the host changes.',
};

export function DevicesPage() {
  const { host, draft, findings, dispatch } = useWorkbench();
  const [filter, setFilter] = useState(NO_FILTER);
  const [openFunction, setOpenFunction] = useOpenFunction();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());

  const index = useMemo(() => indexHost(host), [host]);
  const costs = useMemo(() => costOfEach(host), [host]);
  const all = useMemo(() => groupDevices(host), [host]);
  const groups = useMemo(() => filterGroups(all, filter, costs), [all, filter, costs]);
  const rows = useMemo(() => tableRows(groups, folded), [groups, folded]);
  const picked = useMemo(() => new Set(draft.picked), [draft.picked]);
  const pick = useCallback(
    (bdf: Bdf, isPicked: boolean) => dispatch({ kind: isPicked ? 'pick' : 'leave', functions: [bdf] }),
    [dispatch],
  );
  const fold = useCallback(
    (key: string) =>
      setFolded(before => new Set(before.has(key) ? [...before].filter(k => k !== key) : [...before, key])),
    [],
  );

  const total = isKnown(host.functions) ? host.functions.length : 0;
  const shown = groups.reduce((sum, group) => sum + group.shown.length, 0);
  return (
    <>
      <PageSection isFilled={false} className="bindery-tight">
        <PageHeading
          title="Devices"
          lead="Pick the functions that the machine gets. Members of one IOMMU group leave the host together or not at all."
          actions={<NextStep path="/machine" title="Machine" />}
        />
        <div className="bindery-gap-above">
          <DeviceToolbar filter={filter} onFilter={setFilter} count={`${shown} of ${total} functions shown`} />
        </div>
      </PageSection>
      <WithFindings
        label="Functions and findings"
        skip="Skip the table"
        title="Your selection"
        findings={findings.selection}
        empty={picked.size === 0 ? NOTHING_PICKED : undefined}
      >
        {rows.length > 0 ? (
          <DeviceTable
            rows={rows}
            host={index}
            costs={costs}
            picked={picked}
            onPick={pick}
            onOpen={setOpenFunction}
            onFold={fold}
          />
        ) : (
          <NoRows onClear={() => setFilter({ ...NO_FILTER, showBridges: true })} />
        )}
      </WithFindings>
      <CommandPreview />
      {openFunction && (
        <FunctionDialog
          key={openFunction}
          host={host}
          index={index}
          bdf={openFunction}
          cost={costs.get(openFunction)}
          onClose={() => setOpenFunction(null)}
        />
      )}
    </>
  );
}

function NoRows({ onClear }: { onClear: () => void }) {
  const { host } = useWorkbench();
  if (!isKnown(host.functions) || host.functions.length === 0) {
    return (
      <EmptyState headingLevel="h2" titleText="No PCI functions">
        <EmptyStateBody>
          <MeasuredValue fact={host.functions}>{() => 'The kernel lists no PCI function on this host.'}</MeasuredValue>
        </EmptyStateBody>
      </EmptyState>
    );
  }
  return (
    <EmptyState headingLevel="h2" titleText="No function passes the filter">
      <EmptyStateFooter>
        <EmptyStateActions>
          <Button variant="link" onClick={onClear}>
            Show all functions
          </Button>
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}
