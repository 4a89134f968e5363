import { Content, FormFieldGroup, FormFieldGroupHeader, Grid, GridItem } from '@patternfly/react-core';
import { Link } from 'wouter';
import { formatLabel, labelFunction } from '../../../core/findings/function-label.ts';
import { knownOr } from '../../../core/host/measured.ts';
import { useWorkbench } from '../../state/workbench.tsx';
import { TextField } from './text-field.tsx';

/** The picked functions, each with an optional ROM file. */
export function AssignedFields() {
  const { host, draft, problems, dispatch } = useWorkbench();
  const functions = knownOr(host.functions, []);
  return (
    <FormFieldGroup
      header={
        <FormFieldGroupHeader
          titleText={{ text: 'Assigned functions', id: 'functions-title' }}
          titleDescription="A ROM file is only needed where the card's own option ROM is missing or spoilt."
          actions={<Link href="/devices">Change selection</Link>}
        />
      }
    >
      {draft.picked.length === 0 ? (
        <Content component="p">No function is picked. Pick one on the Devices page.</Content>
      ) : (
        <Grid hasGutter md={6}>
          {draft.picked.map(bdf => {
            const fn = functions.find(candidate => candidate.bdf === bdf);
            return (
              <GridItem key={bdf}>
                <TextField
                  label={`ROM file of ${bdf}`}
                  value={draft.romFiles[bdf] ?? ''}
                  onChange={path => dispatch({ kind: 'set-rom', bdf, path })}
                  problem={problems.get(`romFiles.${bdf}`)}
                  hint={`Optional. ${fn ? formatLabel(labelFunction(fn)) : 'Not on this host'}`}
                />
              </GridItem>
            );
          })}
        </Grid>
      )}
    </FormFieldGroup>
  );
}
