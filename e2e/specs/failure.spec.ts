/** The server goes away under the window, and comes back. */
import { BinderyWindow } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';

test('keeps what was read, says who is gone, and tries again @web', async ({ page, problems }) => {
  const window = new BinderyWindow(page);
  await window.expectPageReady();
  await page.route('**/api/**', route => route.abort());
  await window.rescan();
  await expect(page.getByRole('heading', { name: /Bindery does not answer/ })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Host' })).toBeVisible();

  await page.unroute('**/api/**');
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(page.getByRole('heading', { name: /Bindery does not answer/ })).toBeHidden();
  // The aborted request stands in the console.
  problems.length = 0;
});

test('has a page for it when nothing was read yet @web', async ({ page, problems }) => {
  const window = new BinderyWindow(page);
  await window.expectPageReady();
  await page.route('**/api/**', route => route.abort());
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Bindery does not answer' })).toBeVisible();
  await page.unroute('**/api/**');
  await page.getByRole('button', { name: 'Retry' }).click();
  await window.expectPageReady();
  problems.length = 0;
});
