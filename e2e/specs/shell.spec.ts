/** What the shells promise, whatever the pages show. */
import { expect, test } from '../support/app.ts';
import { Served } from '../support/served.ts';
import { WebShell } from '../support/web-shell.ts';

const EXPIRED = /link was used already or has expired/;

test('opens with its title, quietly, and asks nobody else', async ({ page, problems }) => {
  await expect(page).toHaveTitle(/Bindery/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  // A second time under watch from its first request: a window is seen only after it began to load.
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(problems).toEqual([]);
});

test('its policy refuses script and style that we did not build', async ({ page, problems }) => {
  await page.evaluate(() => {
    const directives = new Set<string>();
    document.addEventListener('securitypolicyviolation', event => directives.add(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.isTaken = true';
    const image = document.createElement('img');
    image.src = 'http://192.0.2.1/x.png';
    document.body.append(script, image);
    document.body.setAttribute('style', 'color: red');
    fetch('http://192.0.2.1/').catch(() => {});
    Object.assign(window, { directives });
  });
  const seen = () =>
    page.evaluate(() =>
      'directives' in window && window.directives instanceof Set ? [...window.directives].map(String).sort() : [],
    );
  await expect.poll(seen).toEqual(['connect-src', 'img-src', 'script-src-elem', 'style-src-attr']);
  expect(await page.evaluate(() => 'isTaken' in window)).toBe(false);
  problems.length = 0;
});

test('a reload keeps the session', async ({ page }) => {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('heading', { name: EXPIRED })).toBeHidden();
});

test('a page has neither Node nor Electron', async ({ page }) => {
  const found = await page.evaluate(() =>
    ['require', 'process', 'module', 'electron', 'Buffer'].filter(name => name in window),
  );
  expect(found).toEqual([]);
});

// A browser's windows and tabs belong to its user.
test.describe('the window', { tag: '@electron' }, () => {
  test('refuses to go elsewhere', async ({ page, problems }) => {
    const { origin } = new URL(page.url());
    const refused = page.waitForEvent('requestfailed');
    await page.evaluate(() => location.assign('http://192.0.2.1/'));
    expect((await refused).isNavigationRequest()).toBe(true);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(origin);
    problems.length = 0;
  });

  test('opens no second window', async ({ page }) => {
    await page.evaluate(() => void window.open('/devices'));
    await expect.poll(() => page.context().pages()).toHaveLength(1);
  });
});

test.describe('the one-time link', { tag: '@web' }, () => {
  test('opens once and leaves the address bar', async ({ shell }) => {
    if (!(shell instanceof WebShell)) throw new Error('Only the web shell has a link.');
    const { browser } = shell;
    const served = await Served.start();
    const link = await served.freshLink();
    const first = await browser.newPage();
    await first.goto(link);
    await expect(first.getByRole('heading', { level: 1 })).toBeVisible();
    expect(first.url()).not.toContain('t=');

    const second = await browser.newPage();
    await second.goto(link);
    await expect(second.getByRole('heading', { name: EXPIRED })).toBeVisible();
    const answer = await second.request.get(new URL('/api/about', link).href);
    expect(answer.status()).toBe(401);
    expect(await served.stop()).toBe(0);
  });

  test('is no cookie: another tab starts without a session', async ({ page }) => {
    const other = await page.context().newPage();
    await other.goto(page.url());
    await expect(other.getByRole('heading', { name: EXPIRED })).toBeVisible();
    expect(await page.context().cookies()).toEqual([]);
  });
});
