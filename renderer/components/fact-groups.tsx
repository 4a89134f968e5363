/** Facts on a page: what a group says in words as a list, what repeats as tables. */
import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  List,
  ListItem,
  Stack,
  StackItem,
  Title,
} from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { Fact, FactGroup, FactTable, Line } from '../facts/fact.ts';
import { FactLine } from './fact-line.tsx';
import { PlainTable } from './plain-table.tsx';

type Props = {
  group: FactGroup;
  /** Of the group's title, which the caller shows; headings of its tables come below it. */
  headingLevel: 'h2' | 'h3';
  /** In a table, why something could not be measured opens on request. Not in a dialog, which holds the focus. */
  isCompact?: boolean;
};

/** All of a group but its title. */
export function FactGroupBody({ group: { title, facts, tables = [] }, headingLevel, isCompact = true }: Props) {
  const [first, ...others] = facts;
  // The only fact of a group, under the same name: the heading says it already.
  if (first?.term === title && others.length === 0 && tables.length === 0) return <FactLines lines={first.lines} />;
  return (
    <Stack hasGutter>
      {facts.length > 0 && (
        <StackItem>
          <DescriptionList isCompact orientation={{ sm: 'horizontal' }} termWidth="19ch">
            {facts.map(fact => (
              <FactEntry key={fact.term} fact={fact} />
            ))}
          </DescriptionList>
        </StackItem>
      )}
      {tables.map(table => (
        <StackItem key={table.title}>
          {table.title !== title && (
            <Title headingLevel={headingLevel === 'h2' ? 'h3' : 'h4'} size="md">
              {table.title}
            </Title>
          )}
          <FactRows table={table} isCompact={isCompact} />
        </StackItem>
      ))}
    </Stack>
  );
}

function FactEntry({ fact: { term, lines } }: { fact: Fact }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription>
        <FactLines lines={lines} />
      </DescriptionListDescription>
    </DescriptionListGroup>
  );
}

function FactLines({ lines }: { lines: readonly Line[] }) {
  const [only] = lines;
  if (lines.length === 1 && only) return <FactLine line={only} />;
  return (
    <List isPlain>
      {lines.map((line, index) => (
        // A line has no identity but its place.
        <ListItem key={index}>
          <FactLine line={line} />
        </ListItem>
      ))}
    </List>
  );
}

function FactRows({ table: { title, columns, rows }, isCompact }: { table: FactTable; isCompact: boolean }) {
  return (
    <PlainTable aria-label={title} borders={false} gridBreakPoint="grid-md" className="bindery-fact-table">
      <Thead>
        <Tr>
          {columns.map(column => (
            <Th key={column} modifier="wrap">
              {column}
            </Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {rows.map(({ key, cells }) => (
          <Tr key={key}>
            {columns.map((column, index) => (
              <Td key={column} dataLabel={column}>
                <FactLine line={cells[index] ?? []} isCompact={isCompact} />
              </Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </PlainTable>
  );
}
