/** The app in a browser, behind the one-time link. One server and one browser per worker, one context per test. */
import type { Browser, BrowserType, Page } from '@playwright/test';
import { chromiumFlags, findChromium } from './chromium.ts';
import { Served } from './served.ts';
import type { OpenApp, Shell } from './shell.ts';

export class WebShell implements Shell {
  readonly served: Served;
  readonly browser: Browser;

  private constructor(served: Served, browser: Browser) {
    this.served = served;
    this.browser = browser;
  }

  static async start(chromium: BrowserType): Promise<WebShell> {
    const executablePath = findChromium() ?? chromium.executablePath();
    const browser = chromium.launch({ executablePath, args: chromiumFlags() });
    return new WebShell(await Served.start(), await browser);
  }

  async open(watch: (page: Page) => void): Promise<OpenApp> {
    const context = await this.browser.newContext();
    const page = await context.newPage();
    watch(page);
    await page.goto(await this.served.freshLink());
    return { page, close: () => context.close() };
  }

  async close(): Promise<void> {
    await Promise.all([this.browser.close(), this.served.stop()]);
  }
}
