import { Table, type TableProps } from '@patternfly/react-table';

/** A compact table. PatternFly calls its tables grids, which promises arrow keys between cells; ours have none. */
export function PlainTable(props: Omit<TableProps, 'ref'>) {
  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is a table; the role only takes back the other one
  return <Table {...props} role="table" variant="compact" gridBreakPoint="" />;
}
