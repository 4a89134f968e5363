import { Table, type TableProps } from '@patternfly/react-table';

/** A compact table; it stays one in a narrow window unless it is told to stack. PatternFly calls its tables grids, which promises arrow keys between cells; ours have none. */
export function PlainTable(props: Omit<TableProps, 'ref'>) {
  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is a table; the role only takes back the other one
  return <Table gridBreakPoint="" {...props} role="table" variant="compact" />;
}
