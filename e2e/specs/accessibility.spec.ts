/** Every page in both themes, with something picked so that findings are shown, against the rules of axe. */
import { DevicesPage } from '../pages/devices-page.ts';
import { BinderyWindow, type StepTitle } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';
import { expectNoViolations } from '../support/axe.ts';

const PAGES: readonly StepTitle[] = ['Host', 'Devices', 'Machine', 'Review'];

for (const theme of ['light', 'dark'] as const) {
  test(`no violations in the ${theme} theme`, async ({ page }) => {
    const window = new BinderyWindow(page);
    await window.openSample(/^Intel desktop/);
    await window.chooseTheme(theme);
    await window.goTo('Devices');
    await new DevicesPage(page).pick('0000:01:00.0');
    for (const step of PAGES) {
      await window.goTo(step);
      await expectNoViolations(page, `${step} page`);
    }
  });
}

test('the theme stays after a reload', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.expectPageReady();
  await window.chooseTheme('dark');
  await window.reload();
  await expect(page.getByRole('button', { name: 'Dark theme' })).toHaveAttribute('aria-pressed', 'true');
});
