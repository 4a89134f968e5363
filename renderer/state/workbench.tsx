/**
 * One open host and the wish made on it: everything that the four pages show is derived here, once a change.
 *
 * Findings are asked for by area, because each step of the navigation shows the state of its own; together they are
 * what the review says.
 */
import { createContext, type Dispatch, type ReactNode, useContext, useEffect, useMemo, useReducer } from 'react';
import { checkHost } from '../../core/findings/check-host.ts';
import { checkMachine } from '../../core/findings/check-machine.ts';
import { checkSelection } from '../../core/findings/check-selection.ts';
import { type FindingsByArea, settleFindings } from '../../core/findings/settle-findings.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { defaultMachineSpec, type MachineSpec } from '../../core/machine/machine-spec.ts';
import { type MachineReview, reviewOf } from '../../core/machine/review.ts';
import type { HostSource } from '../api/client.ts';
import { type Draft, type DraftAction, emptyDraft, reduceDraft } from './draft.ts';
import { readStoredDraft, storeDraft } from './draft-storage.ts';
import { type DraftProblems, parseDraft } from './parse-draft.ts';

export type Workbench = {
  source: HostSource;
  host: HostSnapshot;
  draft: Draft;
  problems: DraftProblems;
  spec: MachineSpec;
  findings: FindingsByArea;
  review: MachineReview;
  dispatch: Dispatch<DraftAction>;
};

/** null while the host is being read. */
export const WorkbenchContext = createContext<Workbench | null>(null);

export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext);
  if (!workbench) throw new Error('useWorkbench needs a WorkbenchProvider above it');
  return workbench;
}

type State = { draft: Draft; spec: MachineSpec; problems: DraftProblems };

function open(source: string): State {
  const stored = readStoredDraft(source);
  // Parsing the empty draft first gives each unparsable stored field a default to fall back on.
  return { draft: stored, ...parseDraft(stored, parseDraft(emptyDraft, defaultMachineSpec).spec) };
}

function reduce(state: State, action: DraftAction): State {
  const draft = reduceDraft(state.draft, action);
  return { draft, ...parseDraft(draft, state.spec) };
}

/** Mount with `key={source.id}`: another host has another draft. It stays mounted while the host is being read. */
export function WorkbenchProvider({
  source,
  host,
  children,
}: {
  source: HostSource;
  host: HostSnapshot | undefined;
  children: ReactNode;
}) {
  const [{ draft, spec, problems }, dispatch] = useReducer(reduce, source.id, open);
  useEffect(() => storeDraft(source.id, draft), [source.id, draft]);

  const hostFindings = useMemo(() => host && checkHost(host), [host]);
  const selectionFindings = useMemo(() => host && checkSelection(host, draft.picked), [host, draft.picked]);
  const machineFindings = useMemo(() => host && checkMachine(host, spec), [host, spec]);
  const findings = useMemo(
    () =>
      hostFindings &&
      selectionFindings &&
      machineFindings &&
      settleFindings({ host: hostFindings, selection: selectionFindings, machine: machineFindings }),
    [hostFindings, selectionFindings, machineFindings],
  );

  const workbench = useMemo<Workbench | null>(() => {
    if (!host || !findings) return null;
    return { source, host, draft, problems, spec, findings, review: reviewOf(host, spec, findings), dispatch };
  }, [source, host, draft, problems, spec, findings]);
  return <WorkbenchContext value={workbench}>{children}</WorkbenchContext>;
}
