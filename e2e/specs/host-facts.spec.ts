/** What was measured about the host, by subject. */
import { HostPage, type Subject } from '../pages/host-page.ts';
import { BinderyWindow } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';
import { expectNoViolations } from '../support/axe.ts';

const SUBJECTS: readonly Subject[] = ['IOMMU', 'Memory', 'Access', 'Security', 'Computer', 'Software', 'Kernel log'];

test.beforeEach(async ({ page }) => {
  await new BinderyWindow(page).openSample(/^Intel desktop/);
});

test('each subject says what it is about', async ({ page }) => {
  const host = new HostPage(page);
  await host.expectOpen('IOMMU');
  await host.expectFact('Domain types', '18 identity');
  await expect(host.table('Units').getByRole('row', { name: /^dmar0/ })).toContainText('39 bits');
  await expect(host.table('Units').getByRole('row', { name: /^dmar0/ })).toContainText('no posted interrupts');
  await host.openFacts('Memory');
  await host.expectFact('Total', '31.1 GiB');
  await expect(host.table('Huge pages').getByRole('row', { name: /^2 MiB/ })).toBeVisible();
  await host.openFacts('Access');
  await expect(host.table('Device nodes').getByRole('row', { name: /^\/dev\/kvm/ })).toContainText('Yes');
  await expect(
    host.table('Locked memory by the way of starting').getByRole('row', { name: /^From the desktop/ }),
  ).toContainText('8 MiB');
  await host.openFacts('Security');
  await host.expectFact('Lockdown', 'Off');
  await host.openFacts('Computer');
  await host.expectFact('Processor', 'i7-12700K');
  await host.openFacts('Software');
  await host.expectFact('QEMU', '/usr/bin/qemu-system-x86_64');
  await host.expectFact('Boot loader', 'GRUB');
  await host.expectFact('Kernel arguments', '/etc/default/grub');
  await host.expectFact('Made by', 'initramfs-tools');
});

test('what could not be measured names its file, and its subject counts it', async ({ page }) => {
  const host = new HostPage(page);
  await host.expectFact('Table DMAR', 'Could not measure: /sys/firmware/acpi/tables/DMAR');
  await expect(host.tab('IOMMU')).toHaveAccessibleName('IOMMU 1 could not be measured');
});

test('a line of the kernel log says what it means', async ({ page }) => {
  const host = new HostPage(page);
  await new BinderyWindow(page).openSample(/^AMD desktop/);
  await host.openFacts('Kernel log');
  await expect(
    host
      .table('Lines')
      .getByRole('row', { name: /BAR 0: can't reserve/ })
      .first(),
  ).toContainText('Something on the host sits on BAR 0 of 0000:09:00.0');
});

test('the open subject stays after a reload', async ({ page }) => {
  const host = new HostPage(page);
  await host.openFacts('Memory');
  await page.reload();
  await host.expectOpen('Memory');
  await host.expectFact('Total', '31.1 GiB');
});

test('the keyboard goes from subject to subject', async ({ page }) => {
  const host = new HostPage(page);
  await host.tab('IOMMU').focus();
  await page.keyboard.press('Tab');
  await expect(host.tab('Memory')).toBeFocused();
  await page.keyboard.press('Enter');
  await host.expectOpen('Memory');
});

for (const theme of ['light', 'dark'] as const) {
  test(`no subject has violations in the ${theme} theme`, async ({ page }) => {
    await new BinderyWindow(page).chooseTheme(theme);
    for (const subject of SUBJECTS) {
      await new HostPage(page).openFacts(subject);
      await expectNoViolations(page, subject, '[role="tabpanel"]');
    }
  });
}
