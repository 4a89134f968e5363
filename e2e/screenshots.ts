/** Pictures of every page for the README, from a sample host in both themes: `npm run screenshots` after a build. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { DevicesPage } from './pages/devices-page.ts';
import { MachinePage } from './pages/machine-page.ts';
import { BinderyWindow, type StepTitle } from './pages/window.ts';
import { project } from './support/project.ts';
import { WebShell } from './support/web-shell.ts';

const PAGES: readonly StepTitle[] = ['Host', 'Devices', 'Machine', 'Review'];
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
    await page.screenshot({ path: join(folder, `${step.toLowerCase()}-${theme}.png`), animations: 'disabled' });
  }
  await app.close();
}
await shell.close();
console.log(`The pictures are in ${folder}.`);
