import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';

export type View = 'Script' | 'Command only';

export class ReviewPage {
  private readonly page: Page;
  readonly save: Locator;
  readonly copy: Locator;

  constructor(page: Page) {
    this.page = page;
    this.save = page.getByRole('button', { name: 'Save', exact: true });
    this.copy = page.getByRole('button', { name: 'Copy', exact: true });
  }

  /** The text of the command as it stands on the page. */
  command(view: View): Locator {
    return this.page.getByRole('region', { name: view === 'Script' ? 'Script' : 'Command', exact: true });
  }

  async show(view: View): Promise<void> {
    await this.page.getByRole('button', { name: view, exact: true }).click();
    await expect(this.command(view)).toBeVisible();
  }

  finding(title: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 3, name: title });
  }

  async exportAnyway(): Promise<void> {
    await this.page.getByRole('checkbox', { name: 'I know: export anyway' }).check();
  }

  /** Saves, and returns the file as it arrived. */
  async saveFile(): Promise<{ name: string; text: string }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.save.click()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
  }

  async expectCopied(): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: /^Copied$/ })).toBeAttached();
  }
}
