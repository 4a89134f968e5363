/* oxlint-disable import/no-unassigned-import -- styles and settings are imported for their effect */
import './zod-jitless.ts';
import '@patternfly/react-core/dist/styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openSession } from './api/session.ts';
import { App } from './app.tsx';
import { CallFailure } from './failure/call-failure.tsx';
import { applyTheme, storedTheme } from './state/theme.ts';
// Last, so that it comes after the styles of the components.
import './app.css';

const container = document.getElementById('root');
if (!container) throw new Error('index.html has no #root');
const root = createRoot(container);

async function start(): Promise<void> {
  applyTheme(storedTheme());
  try {
    await openSession();
  } catch (error) {
    root.render(<CallFailure error={error} onRetry={() => location.reload()} />);
    return;
  }
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void start();
