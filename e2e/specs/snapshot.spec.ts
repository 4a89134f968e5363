/** A host travels as a file: saved without names, opened elsewhere, and never mistaken for this computer. */
import { DevicesPage } from '../pages/devices-page.ts';
import { HostPage } from '../pages/host-page.ts';
import { OpenSnapshot, SaveSnapshot } from '../pages/snapshot-dialogs.ts';
import { BinderyWindow } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';
import { expectNoViolations } from '../support/axe.ts';
import { expectFocusIn } from '../support/focus.ts';

/** Of the sample host; nothing of it may be in a file that is sent. */
const NAMES = { host: 'foundry', user: 'ada' };

test.beforeEach(async ({ page }) => {
  await new BinderyWindow(page).openSample(/^Intel desktop/);
});

// In the window the file goes through the desktop's own save dialog, which no test can press.
test('the file holds what was measured, and none of the names that were shown to be taken out @web', async ({
  page,
}) => {
  const save = new SaveSnapshot(page);
  await save.open();
  await expect(save.removed('host name')).toContainText(NAMES.host);
  await expect(save.removed('user name')).toContainText(NAMES.user);
  await expect(save.file).toContainText(/^host-\d{4}-\d{2}-\d{2}\.json, [\d.]+ KiB$/);

  const file = await save.save();
  expect(file.name).toMatch(/^host-.*\.json$/);
  expect(JSON.parse(file.text)).toMatchObject({ format: 'bindery-host' });
  expect(file.text).toContain('GeForce RTX 2080 SUPER');
  expect(file.text).not.toMatch(new RegExp(`\\b(${NAMES.host}|${NAMES.user})\\b`));

  await save.keepNames();
  await expect(save.removed('host name')).toBeHidden();
  const whole = await save.save();
  expect(whole.name).toMatch(/^foundry-.*\.json$/);
  expect(whole.text).toContain(NAMES.host);
});

test('a saved host opens again, says whose it is not, and stays after a reload @web', async ({ page }) => {
  const window = new BinderyWindow(page);
  const [save, open, host] = [new SaveSnapshot(page), new OpenSnapshot(page), new HostPage(page)];
  await save.open();
  const file = await save.save();
  await save.close();
  await window.backToThisComputer();

  await open.open();
  await open.chooseFile({ ...file, name: 'from-a-friend.json' });
  await expect(open.dialog).toBeHidden();
  await expect(open.banner).toBeVisible();
  await expect(page.getByRole('button', { name: 'Host: File: from-a-friend.json' })).toBeVisible();
  // It was read elsewhere: there is nothing to read again.
  await expect(page.getByRole('button', { name: 'Rescan' })).toBeHidden();
  await host.openFacts('Computer');
  await host.expectFact('Processor', 'i7-12700K');

  await window.reload();
  await expect(open.banner).toBeVisible();
  await window.goTo('Devices');
  await expect(new DevicesPage(page).checkbox('0000:01:00.0')).toBeVisible();
  await page.getByRole('button', { name: 'Back to this computer' }).click();
  await expect(open.banner).toBeHidden();
});

test('what lspci printed is a host too, of which much is not known', async ({ page }) => {
  const [open, host] = [new OpenSnapshot(page), new HostPage(page)];
  await open.open();
  await open.paste(
    [
      '00:00.0 Host bridge [0600]: Intel Corporation Device [8086:4668] (rev 05)',
      '01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA104 [GeForce RTX 3070] [10de:2484] (rev a1)',
      '\tKernel driver in use: nouveau',
    ].join('\n'),
  );
  await expect(open.banner).toBeVisible();
  await host.openFacts('Memory');
  await host.expectFact('Total', 'Could not measure');
  await new BinderyWindow(page).goTo('Devices');
  await expect(new DevicesPage(page).row(/GeForce RTX 3070/)).toContainText('nouveau');
});

test('the report is Markdown, without the names', async ({ page }) => {
  await page.getByRole('button', { name: 'Copy report as Markdown' }).click();
  await expect(page.getByRole('status').filter({ hasText: /^Copied$/ })).toBeAttached();
  const open = new OpenSnapshot(page);
  await open.open();
  const box = open.dialog.getByRole('textbox', { name: 'Or paste its text' });
  await box.focus();
  await page.keyboard.press('ControlOrMeta+V');
  await expect(box).toHaveValue(/^## VFIO report/);
  await expect(box).toHaveValue(/GeForce RTX 2080 SUPER/);
  await expect(box).not.toHaveValue(new RegExp(`\\b(${NAMES.host}|${NAMES.user})\\b`));
});

test('what cannot be opened is said, and the host that is open stays', async ({ page }) => {
  const open = new OpenSnapshot(page);
  await open.open();
  await open.chooseFile({ name: 'holiday.json', text: '{"holiday": true}' });
  await open.expectProblem('holiday.json is not a host snapshot');
  await open.chooseFile({ name: 'empty.json', text: '' });
  await open.expectProblem('empty.json is empty');
  await open.paste('{"format": "bindery-host", "version": 99}');
  await open.expectProblem('made by a newer Bindery');
  await open.paste('{"format": "bindery-host", "version": 2}');
  await open.expectProblem('is a damaged host snapshot');
  await page.keyboard.press('Escape');
  await expect(open.dialog).toBeHidden();
  await expect(new BinderyWindow(page).banner).toBeVisible();
});

test('both dialogs are reached and left by keyboard', async ({ page }) => {
  const [save, open] = [new SaveSnapshot(page), new OpenSnapshot(page)];
  await save.opener.focus();
  await page.keyboard.press('Enter');
  await expect(save.dialog).toBeVisible();
  await expectFocusIn(save.dialog);
  await page.keyboard.press('Escape');
  await expect(save.opener).toBeFocused();

  await page.getByRole('button', { name: /^Host: / }).focus();
  await page.keyboard.press('Enter');
  const entry = page.getByRole('option', { name: /^Open a snapshot…/ });
  await expect(entry).toBeVisible();
  for (let presses = 0; presses < 10; presses++) {
    if (await entry.evaluate(option => option.contains(document.activeElement))) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await expect(open.dialog).toBeVisible();
  await expectFocusIn(open.dialog);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Host: / })).toBeFocused();
});

for (const theme of ['light', 'dark'] as const) {
  test(`the dialogs have no violations in the ${theme} theme`, async ({ page }) => {
    await new BinderyWindow(page).chooseTheme(theme);
    const [save, open] = [new SaveSnapshot(page), new OpenSnapshot(page)];
    await save.open();
    await expectNoViolations(page, 'save');
    await save.close();
    await open.open();
    await open.paste('nothing of the kind');
    await open.expectProblem('holds no host');
    await expectNoViolations(page, 'open');
  });
}
