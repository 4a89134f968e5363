import { Page, PageSidebar, PageSidebarBody, SkipToContent } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { BinderyMasthead } from './bindery-masthead.tsx';
import { VersionLine } from './version-line.tsx';

const MAIN = 'main-content';

type Props = {
  /** Toolbar items about the open host. */
  masthead?: ReactNode;
  banner?: ReactNode;
  nav: ReactNode;
  children: ReactNode;
};

/** The frame of every page: masthead, steps, and one main area that fills the rest. */
export function Shell({ masthead, banner, nav, children }: Props) {
  return (
    <Page
      isManagedSidebar
      isContentFilled
      mainContainerId={MAIN}
      mainAriaLabel="Bindery"
      skipToContent={<SkipToContent href={`#${MAIN}`}>Skip to content</SkipToContent>}
      masthead={<BinderyMasthead>{masthead}</BinderyMasthead>}
      sidebar={
        <PageSidebar>
          <PageSidebarBody isFilled>{nav}</PageSidebarBody>
          <PageSidebarBody isFilled={false} usePageInsets>
            <VersionLine />
          </PageSidebarBody>
        </PageSidebar>
      }
    >
      {banner}
      {children}
    </Page>
  );
}
