/** Pictures of every page for the README, from a sample host in both themes: `npm run screenshots` after a build. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { DevicesPage } from './pages/devices-page.ts';
import { FunctionDetails } from './pages/function-details.ts';
import { MachinePage } from './pages/machine-page.ts';
import { SaveSnapshot } from './pages/snapshot-dialogs.ts';
import { BinderyWindow, type StepTitle } from './pages/window.ts';
import { project } from './support/project.ts';
import { WebShell } from './support/web-shell.ts';

const PAGES: readonly StepTitle[] = ['Host', 'Devices', 'Machine', 'Review'];
/** The disk that the sample's system is on: what its details tell is why it must stay. */
const SYSTEM_DISK = '0000:02:00.0';
const folder = join(project, 'docs', 'images');
await mkdir(folder, { recursive: true });

const shell = await WebShell.start(chromium);
for (const theme of ['light', 'dark'] as const) {
  const app = await shell.open(() => {});
  const { page } = app;
  await page.setViewportSize({ width: 1280, height: 800 });
  const window = new BinderyWindow(page);
  await window.openSample(/^Intel desktop/);
  await window.chooseTheme(theme);
  await window.goTo('Devices');
  await new DevicesPage(page).pick('0000:01:00.0');
  await window.goTo('Machine');
  await new MachinePage(page).addDisk('/var/lib/libvirt/images/games.qcow2');
  for (const step of PAGES) {
    await window.goTo(step);
    if (step === 'Devices') await page.getByRole('checkbox', { name: 'Assign 0000:01:00.0' }).scrollIntoViewIfNeeded();
    await take(page, step.toLowerCase(), theme);
  }
  await window.goTo('Devices');
  await new FunctionDetails(page).open(SYSTEM_DISK);
  await take(page, 'details', theme);
  await new FunctionDetails(page).close();
  await window.goTo('Host');
  await new SaveSnapshot(page).open();
  await take(page, 'capture', theme);
  await app.close();
}
await shell.close();
async function take(page: Page, name: string, theme: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}-${theme}.png`), animations: 'disabled' });
}

console.log(`The pictures are in ${folder}.`);
