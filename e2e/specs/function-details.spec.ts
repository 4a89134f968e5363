/** All that is known of one function, in a dialog over the device table. */
import { DevicesPage } from '../pages/devices-page.ts';
import { FunctionDetails } from '../pages/function-details.ts';
import { BinderyWindow } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';
import { expectNoViolations } from '../support/axe.ts';
import { expectFocusIn } from '../support/focus.ts';

const GPU = '0000:01:00.0';

test.beforeEach(async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.openSample(/^Intel desktop/);
  await window.goTo('Devices');
});

test('the name of a function opens them, by subject', async ({ page }) => {
  const details = new FunctionDetails(page);
  await details.open(GPU);
  await details.expectFact('Identity', 'Device', 'GeForce RTX 2080 SUPER');
  await details.expectFact('Identity', 'Subsystem', '1043:8674');
  await details.expectFact('Driver', 'Driver now', 'nvidia');
  await details.expectFact('IOMMU group', 'Others in it', '0000:01:00.1');
  await details.expectFact('Reset', 'Before a machine starts', '3 other functions must go together');
  await details.expectFact('Place and link', 'Way from the root', `0000:00:01.0 → ${GPU}`);
  await expect(details.table('BARs').getByRole('row').nth(2)).toContainText('256 MiB');
});

test('the keyboard opens and closes them, and comes back to where it was', async ({ page }) => {
  const details = new FunctionDetails(page);
  await details.opener(GPU).focus();
  await page.keyboard.press('Enter');
  await details.expectOpen(GPU);
  await expectFocusIn(details.dialog);
  for (let presses = 0; presses < 6; presses++) await page.keyboard.press('Tab');
  await expectFocusIn(details.dialog);
  await page.keyboard.press('Escape');
  await expect(details.dialog).toBeHidden();
  await expect(details.opener(GPU)).toBeFocused();
});

test('an address in the browser leads to them, and Back closes them', async ({ page }) => {
  const details = new FunctionDetails(page);
  await new DevicesPage(page).search('geforce');
  await details.open(GPU);
  expect(new URL(page.url()).searchParams.get('function')).toBe(GPU);
  await page.goBack();
  await expect(details.dialog).toBeHidden();
  // The page behind is as it was.
  await new DevicesPage(page).expectFunctions(1);
  await page.goForward();
  await details.expectOpen(GPU);
  await page.reload();
  await details.expectOpen(GPU);
});

test('a link to a function of another host says so', async ({ page }) => {
  const elsewhere = new URL(page.url());
  elsewhere.searchParams.set('function', '0000:fe:1f.7');
  await page.evaluate(url => history.pushState(null, '', url), elsewhere.href);
  const details = new FunctionDetails(page);
  await expect(details.dialog.getByRole('heading', { name: '0000:fe:1f.7 is not on this host' })).toBeVisible();
  await details.close();
});

test('they leave as text', async ({ page }) => {
  // The old way of copying, which needs no permission: what lies on the clipboard is pasted into a field.
  const details = new FunctionDetails(page);
  await details.open(GPU);
  await details.copy.click();
  await expect(details.dialog.getByRole('status').filter({ hasText: /^Copied$/ })).toBeAttached();
  await details.close();
  await page.getByRole('textbox', { name: 'Filter by text' }).focus();
  await page.keyboard.press('ControlOrMeta+V');
  const pasted = await page.getByRole('textbox', { name: 'Filter by text' }).inputValue();
  expect(pasted).toContain('GeForce RTX 2080 SUPER');
  expect(pasted).toContain('Driver now: nvidia');
});

for (const theme of ['light', 'dark'] as const) {
  test(`no violations in the ${theme} theme`, async ({ page }) => {
    await new BinderyWindow(page).chooseTheme(theme);
    await new FunctionDetails(page).open(GPU);
    await expectNoViolations(page, 'details');
  });
}
