import { expect, type Locator, type Page } from '@playwright/test';

export class HostPage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async expectVerdict(words: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 2, name: words })).toBeVisible();
  }

  finding(title: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 3, name: title });
  }

  async expectFact(term: string, value: string | RegExp): Promise<void> {
    const terms = await this.page.getByRole('term').allInnerTexts();
    await expect(this.page.getByRole('definition').nth(terms.indexOf(term))).toContainText(value);
  }
}
