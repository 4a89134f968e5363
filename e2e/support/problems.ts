/** What goes wrong behind a page's back: errors in its console, refusals of its policy, requests to elsewhere. */
import type { Page } from '@playwright/test';

/** Adds to `problems` while the page lives. Chromium reports a refusal of the policy as an error in the console. */
export function watchForProblems(page: Page, problems: string[]): void {
  page.on('pageerror', error => problems.push(`Uncaught: ${error.stack ?? error.message}`));
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') {
      problems.push(`Console ${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  let home: string | undefined;
  page.on('request', request => {
    const { protocol, origin } = new URL(request.url());
    if (!protocol.startsWith('http')) return;
    home ??= origin;
    if (origin !== home) problems.push(`Request to elsewhere: ${request.url()}`);
  });
}
