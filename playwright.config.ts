/** The same specs in a browser (`web`) and in the window (`electron`). */
import { defineConfig } from '@playwright/test';
import { whyStandIn } from './e2e/support/electron-shell.ts';

const reason = whyStandIn();
// Workers read this file too; only the runner speaks.
if (reason !== undefined && process.env['TEST_WORKER_INDEX'] === undefined) {
  console.log(
    `The electron project runs on the stand-in, which is not Electron (${reason}). See e2e/electron-standin/README.md.`,
  );
}

export default defineConfig({
  testDir: 'e2e/specs',
  outputDir: '.cache/playwright',
  // A spec that is about one shell only is tagged with its name.
  projects: [
    { name: 'web', grepInvert: /@electron/ },
    { name: 'electron', grepInvert: /@web/ },
  ],
  // A window and a browser each are several processes.
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { locale: 'en-US', viewport: { width: 1280, height: 860 }, screenshot: 'only-on-failure', video: 'off' },
});
