/** The host that the test runs on, compared with what its kernel says. */
import { readdirSync } from 'node:fs';
import { DevicesPage } from '../pages/devices-page.ts';
import { HostPage } from '../pages/host-page.ts';
import { BinderyWindow } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';

const functionsOfHost = (): string[] => readdirSync('/sys/bus/pci/devices');

test('this computer is open first, and its kernel is named', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.expectPageReady();
  await expect(window.banner).toBeHidden();
  const { release } = await import('node:os');
  const host = new HostPage(page);
  await host.openFacts('Software');
  await host.expectFact('Kernel', release());
});

test('the table lists as many functions as the kernel', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.goTo('Devices');
  const count = functionsOfHost().length;
  test.skip(count === 0, 'This machine has no PCI functions.');
  const devices = new DevicesPage(page);
  await devices.showBridges();
  await expect(page.getByText(`${count} of ${count} functions shown`)).toBeVisible();
  await devices.expectFunctions(count);
});

test('a rescan says when the host was read', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.expectPageReady();
  await window.rescan();
  await expect(page.getByRole('status').filter({ hasText: /^Read at \d/ })).toBeVisible();
});

test('the way back from a sample', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.openSample(/^AMD desktop/);
  await window.backToThisComputer();
  await expect(page.getByRole('button', { name: 'Rescan' })).toBeVisible();
});
