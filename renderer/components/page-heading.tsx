import { Content, Flex, FlexItem, Title } from '@patternfly/react-core';
import { type ReactNode, useEffect, useRef } from 'react';

// The first page of a visit leaves the focus where the browser put it; later ones take it, so that a screen reader says
// where the user is and the next Tab goes on from there.
let isFirstPage = true;

type Props = { title: string; lead: string; actions?: ReactNode };

export function PageHeading({ title, lead, actions }: Props) {
  const heading = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.title = `${title} - Bindery`;
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, [title]);
  return (
    <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }} alignItems={{ default: 'alignItemsFlexEnd' }}>
      <FlexItem>
        <div ref={heading} tabIndex={-1} className="bindery-heading">
          <Title headingLevel="h1">{title}</Title>
        </div>
        <Content component="p">{lead}</Content>
      </FlexItem>
      {actions && <FlexItem>{actions}</FlexItem>}
    </Flex>
  );
}
