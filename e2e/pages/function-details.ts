/** The dialog with all that is known of one function. */
import { expect, type Locator, type Page } from '@playwright/test';
import { expectFactIn } from './facts.ts';

export class FunctionDetails {
  private readonly page: Page;
  readonly dialog: Locator;
  readonly copy: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole('dialog');
    this.copy = this.dialog.getByRole('button', { name: 'Copy as text' });
  }

  /** By the name of the function in the device table. */
  async open(bdf: string): Promise<void> {
    await this.opener(bdf).click();
    await this.expectOpen(bdf);
  }

  opener(bdf: string): Locator {
    return this.page.getByRole('button', { name: `Details of ${bdf}` });
  }

  async close(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(this.dialog).toBeHidden();
  }

  async expectOpen(bdf: string): Promise<void> {
    await expect(this.dialog.getByRole('heading', { level: 1, name: bdf })).toBeVisible();
  }

  part(title: string): Locator {
    return this.dialog.getByRole('region', { name: title, exact: true });
  }

  async expectFact(part: string, term: string, value: string | RegExp): Promise<void> {
    await expectFactIn(this.part(part), term, value);
  }

  table(name: string): Locator {
    return this.dialog.getByRole('table', { name });
  }
}
