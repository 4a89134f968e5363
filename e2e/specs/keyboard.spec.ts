/** The main job without a pointer. */
import type { Locator, Page } from '@playwright/test';
import { DevicesPage } from '../pages/devices-page.ts';
import { BinderyWindow } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';

/** Presses Tab until `target` has the focus; a person would not press it more often than `most` times. */
async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate(element => element === document.activeElement)) return;
  }
  throw new Error(`${String(target)} was not reached by ${most} presses of Tab`);
}

test('from the sample to the review by keyboard alone', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.expectPageReady();

  await tabTo(page, page.getByRole('button', { name: /^Host: / }));
  await page.keyboard.press('Enter');
  const options = page.getByRole('listbox', { name: 'Sample hosts' }).getByRole('option');
  await expect(options.first()).toBeVisible();
  for (let presses = 0; presses < 10; presses++) {
    if (await options.filter({ hasText: /^Intel desktop/ }).evaluate(el => el.contains(document.activeElement))) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await expect(window.banner).toBeVisible();

  // The focus is at the heading of the page now; the way on is the next stop that leads there.
  await tabTo(page, page.getByRole('link', { name: 'Next: Devices' }));
  await page.keyboard.press('Enter');
  const devices = new DevicesPage(page);
  await expect(devices.table).toBeVisible();
  await tabTo(page, devices.checkbox('0000:01:00.0'));
  await page.keyboard.press('Space');
  await expect(devices.checkbox('0000:01:00.0')).toBeChecked();

  const remedy = devices.findings.getByRole('button', { name: /^Assign 0000:01:00\.1/ }).first();
  await tabTo(page, remedy);
  await page.keyboard.press('Enter');
  await devices.expectPicked('0000:01:00.0', '0000:01:00.1', '0000:01:00.2', '0000:01:00.3');
  // The button is gone; the focus stays with the findings.
  expect(await devices.findings.evaluate(findings => findings.contains(document.activeElement))).toBe(true);

  await tabTo(page, page.getByRole('link', { name: 'Review, copy and save' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Review' })).toBeVisible();
  await tabTo(page, page.getByRole('checkbox', { name: 'I know: export anyway' }));
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeEnabled();
});

test('the first Tab offers to skip to the content', async ({ page }) => {
  await new BinderyWindow(page).expectPageReady();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
});

test('one press leads past all rows to what the selection means', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.openSample(/^Intel desktop/);
  await window.goTo('Devices');
  const devices = new DevicesPage(page);
  await expect(devices.table).toBeVisible();
  await devices.skipTable();
  await expect(devices.findings).toBeFocused();
});
