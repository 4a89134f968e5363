/** What every spec starts from: the app's page, in a browser or in a window, watched for problems. */
import { test as base } from '@playwright/test';
import { ElectronShell } from './electron-shell.ts';
import { watchForProblems } from './problems.ts';
import type { Shell } from './shell.ts';
import { WebShell } from './web-shell.ts';

export { expect } from '@playwright/test';

type TestFixtures = {
  /**
   * Console errors and warnings, policy refusals and requests to elsewhere. A test fails when any is left at its end;
   * one that provokes some takes them out.
   */
  problems: string[];
};

export const test = base.extend<TestFixtures, { shell: Shell }>({
  shell: [
    async ({ playwright }, use, workerInfo) => {
      const shell =
        workerInfo.project.name === 'electron' ? new ElectronShell() : await WebShell.start(playwright.chromium);
      await use(shell);
      await shell.close();
    },
    { scope: 'worker' },
  ],
  problems: async ({}, use) => {
    const problems: string[] = [];
    await use(problems);
    base.expect(problems).toEqual([]);
  },
  page: async ({ shell, problems }, use) => {
    const app = await shell.open(page => watchForProblems(page, problems));
    await use(app.page);
    await app.close();
  },
});
