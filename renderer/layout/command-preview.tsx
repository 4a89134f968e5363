/** The command line at the foot of a page, growing while the user chooses. */
import { Button, Flex, FlexItem, PageSection } from '@patternfly/react-core';
import { AngleDownIcon } from '@patternfly/react-icons/dist/esm/icons/angle-down-icon';
import { AngleUpIcon } from '@patternfly/react-icons/dist/esm/icons/angle-up-icon';
import { useState } from 'react';
import { Link } from 'wouter';
import { commandLines } from '../../core/export/command-text.ts';
import { countOf } from '../../core/findings/function-label.ts';
import { CommandText } from '../components/command-text.tsx';
import { useWorkbench } from '../state/workbench.tsx';

const KEY = 'bindery.preview';

export function CommandPreview() {
  const { review, draft } = useWorkbench();
  const [isOpen, setIsOpen] = useState(() => localStorage.getItem(KEY) !== 'closed');
  const toggle = () => {
    localStorage.setItem(KEY, isOpen ? 'closed' : 'open');
    setIsOpen(!isOpen);
  };
  return (
    <PageSection isFilled={false} aria-label="Command line" hasBodyWrapper={false} className="bindery-preview">
      <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }}>
        <FlexItem>
          <Button
            variant="plain"
            aria-expanded={isOpen}
            icon={isOpen ? <AngleDownIcon /> : <AngleUpIcon />}
            onClick={toggle}
          >
            Command line
          </Button>
          <span className="bindery-subtle">
            {countOf(review.command.options.length, 'option')}, {countOf(draft.picked.length, 'function')} assigned
          </span>
        </FlexItem>
        <FlexItem>
          <Link href="/review">Review, copy and save</Link>
        </FlexItem>
      </Flex>
      {isOpen && <CommandText lines={commandLines(review.command)} label="QEMU command" startAt="vfio-pci" />}
    </PageSection>
  );
}
