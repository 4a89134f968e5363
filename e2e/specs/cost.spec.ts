/** What it costs the host to hand a function over: in the table, with the reason, and in the details with the proof. */
import { DevicesPage } from '../pages/devices-page.ts';
import { FunctionDetails } from '../pages/function-details.ts';
import { BinderyWindow } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';

/** The NVMe disk of the sample host that the system is on, and its USB controller with keyboard and mouse. */
const SYSTEM_DISK = '0000:02:00.0';
const USB = '0000:00:14.0';

test.beforeEach(async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.openSample(/^Intel desktop/);
  await window.goTo('Devices');
});

test('a disk that the system is on refuses, in words and not by colour alone', async ({ page }) => {
  const devices = new DevicesPage(page);
  await expect(devices.cost(SYSTEM_DISK)).toHaveText('Refuses: / is on it');
  await expect(devices.cost(USB)).toHaveText('Refuses: the only keyboard');
});

test('the pointer and the focus bring the whole reason up', async ({ page }) => {
  const devices = new DevicesPage(page);
  await devices.cost(SYSTEM_DISK).hover();
  await expect(devices.reasons).toContainText(`nvme0n1 ← ${SYSTEM_DISK}`);
  await page.getByRole('heading', { level: 1 }).hover();
  await expect(devices.reasons).toBeHidden();
  await new FunctionDetails(page).opener(USB).focus();
  await expect(devices.reasons).toContainText('No other keyboard is left: Logitech USB Keyboard');
});

test('the table can be kept to one cost', async ({ page }) => {
  const devices = new DevicesPage(page);
  await devices.showCost('Refuses');
  await expect(devices.rowOf(SYSTEM_DISK)).toBeVisible();
  await devices.expectCostsOnly('Refuses');
  await devices.showCost('Only free ones');
  await devices.expectCostsOnly('Free');
  await expect(devices.rowOf(SYSTEM_DISK)).toBeHidden();
});

test('the details tell the whole way from what is lost to the function, and who holds it', async ({ page }) => {
  const details = new FunctionDetails(page);
  await details.open(SYSTEM_DISK);
  await details.expectFact('Cost to the host', 'Verdict', 'would be lost');
  await details.expectFact(
    'Cost to the host',
    'What is lost',
    /\/ ← dm-1 \(foundry--vg-root\) ← dm-0 \(nvme0n1p3_crypt\) ← nvme0n1p3 ← nvme0n1 ← 0000:02:00\.0/,
  );
  await details.close();
  await details.open('0000:01:00.0');
  await expect(details.table('Programs that have it open').getByRole('row', { name: /gnome-shell/ })).toContainText(
    '/dev/nvidia0',
  );
});
