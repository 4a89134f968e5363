import { Grid, GridItem } from '@patternfly/react-core';
import { useWorkbench } from '../../state/workbench.tsx';
import { ChoiceField } from './choice-field.tsx';
import { TextField } from './text-field.tsx';

const NETWORKS = [
  { value: 'user', label: 'NAT by QEMU' },
  { value: 'bridge', label: 'Bridge of the host' },
  { value: 'none', label: 'None' },
] as const;
const DISPLAYS = [
  { value: 'none', label: 'None' },
  { value: 'gtk', label: 'GTK window' },
  { value: 'spice', label: 'SPICE' },
  { value: 'vnc', label: 'VNC' },
] as const;

/** Network and picture. */
export function SurroundingsFields() {
  const { draft, problems, dispatch } = useWorkbench();
  return (
    <Grid hasGutter md={4}>
      <GridItem>
        <ChoiceField
          label="Network"
          value={draft.network}
          choices={NETWORKS}
          onChange={network => dispatch({ kind: 'edit', change: { network } })}
          hint={draft.network === 'user' ? 'Out to the network, nothing in.' : ' '}
        />
      </GridItem>
      {draft.network === 'bridge' && (
        <GridItem>
          <TextField
            label="Bridge"
            isRequired
            value={draft.bridge}
            onChange={bridge => dispatch({ kind: 'edit', change: { bridge } })}
            problem={problems.get('bridge')}
            hint="Name of the interface, such as br0."
          />
        </GridItem>
      )}
      <GridItem>
        <ChoiceField
          label="Display"
          value={draft.display}
          choices={DISPLAYS}
          onChange={display => dispatch({ kind: 'edit', change: { display } })}
          hint={draft.display === 'none' ? 'Only the assigned GPU shows a picture.' : ' '}
        />
      </GridItem>
    </Grid>
  );
}
