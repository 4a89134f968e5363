/** Finding a function in the table. */
import { DevicesPage } from '../pages/devices-page.ts';
import { BinderyWindow } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';

test.beforeEach(async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.openSample(/^Intel desktop/);
  await window.goTo('Devices');
});

test('by kind, and by text', async ({ page }) => {
  const devices = new DevicesPage(page);
  await devices.showKind('GPU');
  await devices.expectFunctions(2);
  await devices.search('geforce');
  await devices.expectFunctions(1);
  await expect(devices.checkbox('0000:01:00.0')).toBeVisible();
});

test('a filter that nothing passes offers the way back', async ({ page }) => {
  const devices = new DevicesPage(page);
  await devices.search('no such thing');
  await page.getByRole('button', { name: 'Show all functions' }).click();
  await devices.expectFunctions(27);
});

test('bridges are shown on request, and cannot be picked', async ({ page }) => {
  const devices = new DevicesPage(page);
  await devices.expectFunctions(19);
  await devices.showBridges();
  await devices.expectFunctions(27);
  const bridge = devices.row(/bridge: stays with the host/).first();
  await expect(bridge).toBeVisible();
  await expect(bridge.getByRole('checkbox')).toHaveCount(0);
});

test('a group folds', async ({ page }) => {
  const devices = new DevicesPage(page);
  await expect(devices.checkbox('0000:01:00.0')).toBeVisible();
  await devices.foldGroup('IOMMU group 2');
  await expect(devices.checkbox('0000:01:00.0')).toBeHidden();
  await expect(page.getByRole('button', { name: 'IOMMU group 2', exact: true })).toHaveAttribute(
    'aria-expanded',
    'false',
  );
});
