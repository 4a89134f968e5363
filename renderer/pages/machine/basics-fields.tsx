import { FormGroup, Grid, GridItem, Radio } from '@patternfly/react-core';
import { isKnown } from '../../../core/host/measured.ts';
import { formatBytes } from '../../../core/memory/format-bytes.ts';
import { useWorkbench } from '../../state/workbench.tsx';
import { TextField } from './text-field.tsx';

const FIRMWARES = [
  { value: 'uefi', label: 'UEFI', description: 'What GPUs expect today.' },
  {
    value: 'uefi-secure-boot',
    label: 'UEFI with secure boot',
    description: 'For guests that insist on it, such as Windows 11.',
  },
  { value: 'seabios', label: 'BIOS (SeaBIOS)', description: 'For old guests; the GPU then needs a legacy option ROM.' },
] as const;

export function BasicsFields() {
  const { host, draft, problems, dispatch } = useWorkbench();
  const total = host.memory.totalBytes;
  const cpus = host.cpu.logicalCpus;
  return (
    <>
      <Grid hasGutter md={4}>
        <GridItem>
          <TextField
            label="Name"
            isRequired
            value={draft.name}
            onChange={name => dispatch({ kind: 'edit', change: { name } })}
            problem={problems.get('name')}
            hint="Also names the saved script."
          />
        </GridItem>
        <GridItem>
          <TextField
            label="Memory"
            isRequired
            isNumber
            unit="GiB"
            value={draft.memory}
            onChange={memory => dispatch({ kind: 'edit', change: { memory } })}
            problem={problems.get('memory')}
            hint={isKnown(total) ? `All of it is pinned. The host has ${formatBytes(total)}.` : 'All of it is pinned.'}
          />
        </GridItem>
        <GridItem>
          <TextField
            label="vCPUs"
            isRequired
            isNumber
            value={draft.vcpus}
            onChange={vcpus => dispatch({ kind: 'edit', change: { vcpus } })}
            problem={problems.get('vcpus')}
            hint={isKnown(cpus) ? `The host has ${cpus.length} logical CPUs.` : 'Threads of the machine.'}
          />
        </GridItem>
      </Grid>
      <FormGroup label="Firmware" role="radiogroup" fieldId="firmware">
        <Grid hasGutter md={4}>
          {' '}
          {FIRMWARES.map(({ value, label, description }) => (
            <GridItem key={value}>
              <Radio
                id={`firmware-${value}`}
                name="firmware"
                label={label}
                description={description}
                isChecked={draft.firmware === value}
                onChange={() => dispatch({ kind: 'edit', change: { firmware: value } })}
              />
            </GridItem>
          ))}
        </Grid>
      </FormGroup>
    </>
  );
}
