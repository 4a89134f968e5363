import { Flex, FlexItem } from '@patternfly/react-core';
import { CopyButton } from './copy-button.tsx';

/** One line to paste elsewhere, in monospace, with a button that copies it. */
export function CopyableLine({ text, label }: { text: string; label: string }) {
  return (
    <Flex
      flexWrap={{ default: 'nowrap' }}
      alignItems={{ default: 'alignItemsCenter' }}
      spaceItems={{ default: 'spaceItemsXs' }}
    >
      <FlexItem className="bindery-shrink">
        <code className="bindery-wrap-anywhere">{text}</code>
      </FlexItem>
      <FlexItem>
        <CopyButton text={text} label={label} isIconOnly />
      </FlexItem>
    </Flex>
  );
}
