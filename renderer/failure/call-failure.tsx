import type { ReactNode } from 'react';
import { isServerGone, isSessionRefused } from '../api/client.ts';
import { FailurePage } from './failure-page.tsx';

type Explained = { title: string; text: ReactNode; canRetry: boolean };

/** What a failed call means for the user, and what to do. */
export function explainCallFailure(error: unknown): Explained {
  if (isSessionRefused(error)) {
    return {
      title: 'This link was used already or has expired',
      text: 'Each link opens Bindery once. Go to the terminal where Bindery runs, press Enter for a new link, and open that one.',
      canRetry: false,
    };
  }
  if (isServerGone(error)) {
    return {
      title: 'Bindery does not answer',
      text: (
        <>
          Its server on this computer was stopped, or the connection to it was cut. Start it again with{' '}
          <code>bindery serve</code>, then retry. Your choices are kept in this browser.
        </>
      ),
      canRetry: true,
    };
  }
  return {
    title: 'The host could not be read',
    text: error instanceof Error ? error.message : String(error),
    canRetry: true,
  };
}

export function CallFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { title, text, canRetry } = explainCallFailure(error);
  return (
    <FailurePage title={title} {...(canRetry ? { action: { label: 'Retry', run: onRetry } } : {})}>
      {text}
    </FailurePage>
  );
}
