import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useRef } from 'react';
import type { HostCost } from '../../../core/cost/host-cost.ts';
import type { HostIndex } from '../../../core/host/host-index.ts';
import type { Bdf } from '../../../core/pci/bdf.ts';
import { PlainTable } from '../../components/plain-table.tsx';
import { FunctionRow } from './function-row.tsx';
import { GroupRow } from './group-row.tsx';
import type { TableRow } from './table-rows.ts';
import { useRowWindow } from './use-row-window.ts';

export const COLUMNS = ['Address and driver', 'Name', 'Cost to the host', 'Flags'] as const;

/** The rest shares what these leave. */
const WIDTHS: Partial<Record<(typeof COLUMNS)[number], { width: 25 | 40 }>> = {
  Name: { width: 40 },
  'Cost to the host': { width: 25 },
};

type Props = {
  rows: readonly TableRow[];
  host: HostIndex;
  costs: ReadonlyMap<Bdf, HostCost>;
  picked: ReadonlySet<Bdf>;
  onPick: (bdf: Bdf, isPicked: boolean) => void;
  onOpen: (bdf: Bdf) => void;
  onFold: (key: string) => void;
};

export function DeviceTable({ rows, host, costs, picked, onPick, onOpen, onFold }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { first, end, before, after, measure } = useRowWindow(rows.length, scroller);
  return (
    <div ref={scroller} className="bindery-scroll">
      <PlainTable
        isStickyHeader
        className="bindery-device-table"
        aria-label="PCI functions by IOMMU group"
        aria-rowcount={rows.length + 1}
      >
        <Thead>
          <Tr>
            <Th screenReaderText="Assign" />
            {COLUMNS.map(column => (
              <Th key={column} modifier="nowrap" {...WIDTHS[column]}>
                {column}
              </Th>
            ))}
          </Tr>
        </Thead>
        <Tbody>
          {before > 0 && <Spacer height={before} />}
          {rows.slice(first, end).map((row, offset) => {
            const place = { index: first + offset, measure };
            return row.kind === 'group' ? (
              <GroupRow key={row.key} row={row} picked={picked} onFold={onFold} {...place} />
            ) : (
              <FunctionRow
                key={row.key}
                fn={row.fn}
                host={host}
                cost={costs.get(row.fn.bdf)}
                isPicked={picked.has(row.fn.bdf)}
                onPick={onPick}
                onOpen={onOpen}
                {...place}
              />
            );
          })}
          {after > 0 && <Spacer height={after} />}
        </Tbody>
      </PlainTable>
    </div>
  );
}

/** Stands for rows that are not drawn. Its height is known only at run time, so it is the one style set from code. */
function Spacer({ height }: { height: number }) {
  return (
    <Tr aria-hidden style={{ height, border: 0 }}>
      <Td colSpan={COLUMNS.length + 1} />
    </Tr>
  );
}
