/** Hosts on which it cannot work: the window says why, with proof, before anything is tried. */
import { DevicesPage } from '../pages/devices-page.ts';
import { HostPage } from '../pages/host-page.ts';
import { ReviewPage } from '../pages/review-page.ts';
import { BinderyWindow } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';

test('an IOMMU that is off is the first thing said, and stops the export', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.openSample(/IOMMU switched off/);
  const host = new HostPage(page);
  await host.expectVerdict('This host cannot assign devices yet');
  await expect(host.finding('The IOMMU is switched off in the firmware')).toBeVisible();
  await host.expectFact('IOMMU groups', 'None');
  await window.expectStep('Host', 'blocked');
  await window.expectStep('Review', 'blocked');

  await window.goTo('Devices');
  const devices = new DevicesPage(page);
  await expect(devices.row(/^Without an IOMMU group/)).toContainText('Cannot be assigned');

  await window.goTo('Review');
  const review = new ReviewPage(page);
  await expect(page.getByText('/sys/firmware/acpi/tables').first()).toBeVisible();
  await expect(review.save).toBeDisabled();
  await expect(review.copy).toBeDisabled();
  await expect(page.getByText(/the machine would not start, or the host would be hurt/)).toBeVisible();
  await review.exportAnyway();
  await expect(review.save).toBeEnabled();
  await expect(review.command('Script')).toContainText('# WARNING: exported although');
});

test('a group that the firmware maps 1:1 is marked before and explained after it is picked', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.openSample(/firmware holds on to its cards/);
  await window.goTo('Devices');
  const devices = new DevicesPage(page);
  await expect(devices.row(/^IOMMU group 10/)).toContainText('Firmware demands a 1:1 mapping');
  await devices.pick('0000:03:00.0');
  await expect(devices.findings.getByRole('heading', { name: /The firmware demands a 1:1 mapping/ })).toBeVisible();
  await window.expectStep('Devices', 'blocked');
});
