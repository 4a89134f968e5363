/** The reason to open Bindery: hand a graphics card to a machine and take the command along. */
import { DevicesPage } from '../pages/devices-page.ts';
import { HostPage } from '../pages/host-page.ts';
import { MachinePage } from '../pages/machine-page.ts';
import { ReviewPage } from '../pages/review-page.ts';
import { BinderyWindow } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';

const CARD = ['0000:01:00.0', '0000:01:00.1', '0000:01:00.2', '0000:01:00.3'] as const;
const [GPU] = CARD;

test('a card with companions goes from the table into the command', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.openSample(/^Intel desktop/);
  await new HostPage(page).expectVerdict('This host can assign devices');
  await window.expectStep('Host', 'done');
  await window.expectStep('Devices', 'to do');

  await window.goTo('Devices');
  const devices = new DevicesPage(page);
  await devices.pick(GPU);
  await devices.expectTally(/1 blocker/);
  await window.expectStep('Devices', 'blocked');
  await expect(
    devices.findings.getByRole('heading', { name: /IOMMU group 2 is shared with 3 functions/ }),
  ).toBeVisible();
  await expect(devices.commandLine).toContainText(`vfio-pci,host=${GPU}`);

  await devices.take(/^Assign 0000:01:00\.1/);
  await devices.expectPicked(...CARD);
  await expect(devices.findings.getByRole('heading', { name: /is shared with/ })).toBeHidden();

  await window.goTo('Machine');
  const machine = new MachinePage(page);
  await machine.type('Name', 'Night games');
  await machine.type('Memory', '12');
  await machine.addDisk('/var/lib/images/games.qcow2');

  await window.goTo('Review');
  const review = new ReviewPage(page);
  for (const bdf of CARD) await expect(review.command('Script')).toContainText(`vfio-pci,host=${bdf}`);
  await expect(review.command('Script')).toContainText('size=12288M');
  // The limit for locked memory of this sample is too low: the script can be had, and says so.
  await expect(review.finding('The locked-memory limit is too low')).toBeVisible();
  await expect(review.save).toBeDisabled();
  await review.exportAnyway();

  await expect(review.save).toBeEnabled();
  await review.copy.click();
  await review.expectCopied();
});

// In the window the file goes through the desktop's own save dialog, which no test can press.
test('the command is saved under the name of the machine @web', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.openSample(/^Intel desktop/);
  await window.goTo('Devices');
  for (const bdf of CARD) await new DevicesPage(page).pick(bdf);
  await window.goTo('Machine');
  await new MachinePage(page).type('Name', 'Night games');
  await window.goTo('Review');
  const review = new ReviewPage(page);
  await review.exportAnyway();

  const script = await review.saveFile();
  expect(script.name).toBe('night-games.sh');
  expect(script.text).toMatch(/^#!\/bin\/sh\n/);
  expect(script.text).toContain('memory/memlock-too-low');
  for (const bdf of CARD) expect(script.text).toContain(`vfio-pci,host=${bdf}`);

  await review.show('Command only');
  const command = await review.saveFile();
  expect(command.name).toBe('night-games.txt');
  expect(command.text).toContain('-device vfio-pci,host=0000:01:00.0');
});

test('a remedy can take the choice back', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.openSample(/^Intel desktop/);
  await window.goTo('Devices');
  const devices = new DevicesPage(page);
  await devices.pick(GPU);
  await devices.take(`Leave out ${GPU}`);
  await devices.expectPicked();
  await devices.expectTally('Nothing picked yet');
  await expect(devices.commandLine).not.toContainText('vfio-pci');
});

test('a remedy changes the machine', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.openSample(/^Intel desktop/);
  await window.goTo('Machine');
  const machine = new MachinePage(page);
  await machine.findings.getByRole('button', { name: 'Open a window for the guest' }).click();
  await expect(page.getByRole('combobox', { name: 'Display' })).toHaveValue('gtk');
  await expect(machine.findings.getByRole('heading', { name: 'The machine has no picture' })).toBeHidden();
});
