import { Button, Flex, FlexItem, Label, type LabelProps } from '@patternfly/react-core';
import { AngleDownIcon } from '@patternfly/react-icons/dist/esm/icons/angle-down-icon';
import { AngleRightIcon } from '@patternfly/react-icons/dist/esm/icons/angle-right-icon';
import { Td, Tr } from '@patternfly/react-table';
import { countOf } from '../../../core/findings/function-label.ts';
import type { Bdf } from '../../../core/pci/bdf.ts';
import type { GroupVerdict } from '../../format/device-groups.ts';
import { COLUMNS } from './device-table.tsx';
import type { TableRow } from './table-rows.ts';

const LOOKS: Record<GroupVerdict['tone'], Pick<LabelProps, 'status' | 'color'>> = {
  good: { status: 'success' },
  bad: { status: 'danger' },
  open: { status: 'warning' },
  busy: { color: 'grey' },
};

type Props = {
  row: Extract<TableRow, { kind: 'group' }>;
  picked: ReadonlySet<Bdf>;
  onFold: (key: string) => void;
  index: number;
  measure: (element: HTMLElement | null) => void;
};

/** The header of an IOMMU group: number, domain type, size, verdict; folds its members. */
export function GroupRow({ row: { group, isOpen }, picked, onFold, index, measure }: Props) {
  const { members, verdict } = group;
  const pickedCount = members.filter(fn => picked.has(fn.bdf)).length;
  return (
    <Tr innerRef={measure} data-index={index} aria-rowindex={index + 2}>
      <Td colSpan={COLUMNS.length + 1}>
        <Flex alignItems={{ default: 'alignItemsCenter' }} spaceItems={{ default: 'spaceItemsMd' }}>
          <FlexItem>
            <Button
              variant="plain"
              size="sm"
              hasNoPadding
              aria-expanded={isOpen}
              icon={isOpen ? <AngleDownIcon /> : <AngleRightIcon />}
              onClick={() => onFold(group.key)}
            >
              <strong>{group.title}</strong>
            </Button>
          </FlexItem>
          <FlexItem className="bindery-subtle">
            {countOf(members.length, 'function')}
            {group.type && `, domain type ${group.type}`}
          </FlexItem>
          <FlexItem>
            <Label isCompact variant="outline" {...LOOKS[verdict.tone]}>
              {verdict.text}
            </Label>
          </FlexItem>
          {pickedCount > 0 && (
            <FlexItem>
              <Label isCompact color="blue">
                {pickedCount} picked
              </Label>
            </FlexItem>
          )}
        </Flex>
      </Td>
    </Tr>
  );
}
