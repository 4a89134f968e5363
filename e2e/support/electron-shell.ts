/**
 * The app in its window: on Electron where its program is here and can run, else on the stand-in beside the specs.
 *
 * Playwright asks the npm package `electron` for the program, and that package asks ELECTRON_OVERRIDE_DIST_PATH.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type Page } from '@playwright/test';
import { project } from './project.ts';
import type { OpenApp, Shell } from './shell.ts';

const OVERRIDE = 'ELECTRON_OVERRIDE_DIST_PATH';
const standIn = join(project, 'e2e', 'electron-standin');

/** Why the window's specs run on the stand-in; undefined: they run on Electron. */
export function whyStandIn(): string | undefined {
  const override = process.env[OVERRIDE];
  if (override) return override === standIn ? `${OVERRIDE} names it` : undefined;
  if (!existsSync(join(project, 'node_modules', 'electron', 'dist', 'electron')))
    return "Electron's program is not here";
  if (process.getuid?.() === 0) return 'Electron does not run as root';
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'there is no display';
  return undefined;
}

export class ElectronShell implements Shell {
  constructor() {
    if (whyStandIn() !== undefined) process.env[OVERRIDE] = standIn;
  }

  async open(watch: (page: Page) => void): Promise<OpenApp> {
    // A profile of its own: nothing remembered, and the lock against second windows is per profile.
    const profile = mkdtempSync(join(tmpdir(), 'bindery-window-'));
    // Downloads go to the test instead of a save dialog, which nobody would answer.
    const options = { cwd: project, args: [`--user-data-dir=${profile}`, '.'], acceptDownloads: true };
    const app = await _electron.launch(options);
    const page = await app.firstWindow();
    watch(page);
    await page.waitForURL(url => url.protocol !== 'about:');
    return {
      page,
      async close() {
        await app.close();
        rmSync(profile, { recursive: true, force: true });
      },
    };
  }

  async close(): Promise<void> {}
}
