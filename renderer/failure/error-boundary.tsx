/** Catches bugs of the window itself: says so, gives a report to copy, and offers a fresh start. */
import { CodeBlock, CodeBlockCode } from '@patternfly/react-core';
import { Component, type ReactNode } from 'react';
import { CopyButton } from '../components/copy-button.tsx';
import { FailurePage } from './failure-page.tsx';

type State = { error: unknown; isBroken: boolean };

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null, isBroken: false };

  static getDerivedStateFromError(error: unknown): State {
    return { error, isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    const report = reportOf(this.state.error);
    return (
      <FailurePage title="Bindery has a bug here" action={{ label: 'Reload', run: () => location.reload() }}>
        Nothing on your computer was changed. Please send this report to the makers of Bindery.
        <CodeBlock actions={<CopyButton text={report} label="Copy report" isIconOnly />}>
          <CodeBlockCode>{report}</CodeBlockCode>
        </CodeBlock>
      </FailurePage>
    );
  }
}

function reportOf(error: unknown): string {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Bindery, page ${location.pathname}\n${navigator.userAgent}\n${what}`;
}
