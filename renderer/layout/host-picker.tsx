import { MenuToggle, Select, SelectGroup, SelectList, SelectOption } from '@patternfly/react-core';
import { useRef, useState } from 'react';
import type { HostSource } from '../api/client.ts';

type Props = {
  sources: readonly HostSource[];
  open: HostSource;
  onOpen: (id: string) => void;
  /** The user wants a host that is in no list. */
  onOpenFile: () => void;
};

/** No host has an empty id. */
const FROM_FILE = '';

export function HostPicker({ sources, open, onOpen, onOpenFile }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const samples = sources.filter(source => source.kind === 'sample');
  const own = sources.filter(source => source.kind !== 'sample');
  const toggleRef = useRef<HTMLButtonElement>(null);
  const toggleNode = (
    <MenuToggle
      ref={toggleRef}
      isExpanded={isOpen}
      onClick={() => setIsOpen(!isOpen)}
      aria-label={`Host: ${nameOf(open)}`}
    >
      {nameOf(open)}
    </MenuToggle>
  );
  return (
    <Select
      isOpen={isOpen}
      selected={open.id}
      onOpenChange={setIsOpen}
      onSelect={(_event, id) => {
        setIsOpen(false);
        if (id === FROM_FILE) onOpenFile();
        else if (typeof id === 'string') onOpen(id);
      }}
      shouldFocusToggleOnSelect
      shouldFocusFirstItemOnOpen
      maxMenuHeight="70vh"
      popperProps={{ maxWidth: '32rem' }}
      toggle={{ toggleNode, toggleRef }}
    >
      {own.length > 0 && (
        <SelectGroup label="Hosts" labelHeadingLevel="h2">
          <SelectList aria-label="Hosts">{own.map(option)}</SelectList>
        </SelectGroup>
      )}
      <SelectGroup label="From a file" labelHeadingLevel="h2">
        <SelectList aria-label="From a file">
          <SelectOption value={FROM_FILE} description="A saved host, or what lspci printed.">
            Open a snapshot…
          </SelectOption>
        </SelectList>
      </SelectGroup>
      {samples.length > 0 && (
        <SelectGroup label="Explore a sample host" labelHeadingLevel="h2">
          <SelectList aria-label="Sample hosts">{samples.map(option)}</SelectList>
        </SelectGroup>
      )}
    </Select>
  );
}

function nameOf({ kind, title }: HostSource): string {
  return kind === 'sample' ? `Sample: ${title}` : kind === 'file' ? `File: ${title}` : title;
}

const option = (source: HostSource) => (
  <SelectOption key={source.id} value={source.id} description={source.description}>
    {source.title}
  </SelectOption>
);
