/** What was chosen and typed is kept; what does not parse is said beside its field and goes no further. */
import { DevicesPage } from '../pages/devices-page.ts';
import { MachinePage } from '../pages/machine-page.ts';
import { ReviewPage } from '../pages/review-page.ts';
import { BinderyWindow } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';

const GPU = '0000:01:00.0';

test.beforeEach(async ({ page }) => {
  await new BinderyWindow(page).openSample(/^Intel desktop/);
});

test('a reload loses neither the host, the selection, nor half-typed text', async ({ page }) => {
  const window = new BinderyWindow(page);
  const [devices, machine] = [new DevicesPage(page), new MachinePage(page)];
  await window.goTo('Devices');
  await devices.pick(GPU);
  await window.goTo('Machine');
  await machine.type('Name', 'Kept');
  await machine.type('Memory', '16x');
  await machine.addDisk('/dev/vg0/kept');
  await machine.type(`ROM file of ${GPU}`, '/roms/card.rom');
  await window.reload();

  await expect(window.banner).toBeVisible();
  await machine.expectValue('Name', 'Kept');
  await machine.expectValue('Memory', '16x');
  await machine.expectValue('Path of disk 1', '/dev/vg0/kept');
  await machine.expectValue(`ROM file of ${GPU}`, '/roms/card.rom');
  await window.goTo('Devices');
  await devices.expectPicked(GPU);
});

test('a value that does not parse stays out of the command', async ({ page }) => {
  const window = new BinderyWindow(page);
  const [machine, review] = [new MachinePage(page), new ReviewPage(page)];
  await window.goTo('Machine');
  await machine.type('Memory', '10');
  await machine.type('Memory', 'plenty');
  await machine.expectProblem('Memory', 'must be a number of GiB');
  await machine.type('vCPUs', '0');
  await machine.expectProblem('vCPUs', 'must be at least 1');
  await machine.chooseNetwork('Bridge of the host');
  await machine.type('Bridge', 'not an interface');
  await machine.expectProblem('Bridge', 'a Linux interface name has 1 to 15 characters');
  await window.expectStep('Machine', 'blocked');

  await window.goTo('Review');
  await expect(review.command('Script')).toContainText('size=10240M');
  await expect(review.save).toBeDisabled();
  await expect(page.getByText('3 fields on the Machine page cannot be used yet')).toBeVisible();

  await window.goTo('Machine');
  await machine.type('Memory', '10');
  await machine.expectNoProblem('Memory');
});

test('each host has a draft of its own', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.goTo('Machine');
  const machine = new MachinePage(page);
  await machine.type('Name', 'for intel');
  await window.openSample(/^AMD desktop/);
  await machine.expectValue('Name', 'passthrough');
  await window.openSample(/^Intel desktop/);
  await machine.expectValue('Name', 'for intel');
});

test('a stored draft that does not parse is ignored', async ({ page }) => {
  await page.evaluate(() => localStorage.setItem('bindery.draft.1.intel-desktop', '{"name":7}'));
  const window = new BinderyWindow(page);
  await window.reload();
  await window.goTo('Machine');
  await new MachinePage(page).expectValue('Name', 'passthrough');
});
