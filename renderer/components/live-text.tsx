import type { ReactNode } from 'react';

/** A line that is read out when it changes. Keep it mounted, or the first change goes unsaid. */
export function LiveText({ children }: { children: ReactNode }) {
  return <output className="bindery-subtle">{children}</output>;
}
