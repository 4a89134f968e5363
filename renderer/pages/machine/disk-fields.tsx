import { Button, FormFieldGroup, FormFieldGroupHeader, Grid, GridItem } from '@patternfly/react-core';
import { PlusCircleIcon } from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import { TrashIcon } from '@patternfly/react-icons/dist/esm/icons/trash-icon';
import type { DiskDraft } from '../../state/draft.ts';
import { useWorkbench } from '../../state/workbench.tsx';
import { ChoiceField } from './choice-field.tsx';
import { TextField } from './text-field.tsx';

const FORMATS = [
  { value: 'qcow2', label: 'qcow2' },
  { value: 'raw', label: 'raw' },
] as const;
const BUSES = [
  { value: 'virtio', label: 'virtio' },
  { value: 'nvme', label: 'NVMe' },
  { value: 'sata', label: 'SATA' },
] as const;
const KINDS = [
  { value: 'disk', label: 'Disk' },
  { value: 'cdrom', label: 'CD-ROM' },
] as const;

export function DiskFields() {
  const { draft, dispatch } = useWorkbench();
  return (
    <FormFieldGroup
      header={
        <FormFieldGroupHeader
          titleText={{ text: 'Disks', id: 'disks-title' }}
          titleDescription="Image files or block devices of this host. Windows without extra drivers needs SATA."
          actions={
            <Button variant="secondary" icon={<PlusCircleIcon />} onClick={() => dispatch({ kind: 'add-disk' })}>
              Add disk
            </Button>
          }
        />
      }
    >
      {draft.disks.map((disk, index) => (
        // A disk has no identity but its place in the list.
        <DiskRow key={`disk-${index}`} disk={disk} index={index} />
      ))}
    </FormFieldGroup>
  );
}

function DiskRow({ disk, index }: { disk: DiskDraft; index: number }) {
  const { problems, dispatch } = useWorkbench();
  const n = index + 1;
  const edit = (change: Partial<DiskDraft>) => dispatch({ kind: 'edit-disk', index, change });
  return (
    <Grid hasGutter component="fieldset" className="bindery-fieldset" aria-label={`Disk ${n}`}>
      <GridItem md={5}>
        <TextField
          label={`Path of disk ${n}`}
          isRequired
          value={disk.path}
          onChange={path => edit({ path })}
          problem={problems.get(`disks.${index}.path`)}
          hint="An absolute path."
        />
      </GridItem>
      <GridItem md={2}>
        <ChoiceField label="Kind" value={disk.kind} choices={KINDS} onChange={kind => edit({ kind })} />
      </GridItem>
      <GridItem md={2}>
        <ChoiceField label="Format" value={disk.format} choices={FORMATS} onChange={format => edit({ format })} />
      </GridItem>
      <GridItem md={2}>
        <ChoiceField label="Bus" value={disk.bus} choices={BUSES} onChange={bus => edit({ bus })} />
      </GridItem>
      <GridItem md={1} className="bindery-row-action">
        <Button
          variant="plain"
          aria-label={`Remove disk ${n}`}
          icon={<TrashIcon />}
          onClick={() => dispatch({ kind: 'remove-disk', index })}
        />
      </GridItem>
    </Grid>
  );
}
