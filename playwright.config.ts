/** The same specs in a browser (`web`) and in the window (`electron`). */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e/specs',
  globalSetup: './e2e/support/say-window.ts',
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
