import { expect, type Locator, type Page } from '@playwright/test';
import { expectFactIn } from './facts.ts';

export type Subject = 'IOMMU' | 'Memory' | 'Access' | 'Security' | 'Computer' | 'Software' | 'Kernel log';

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

  tab(subject: Subject): Locator {
    return this.page.getByRole('tab', { name: new RegExp(`^${subject}\\b`) });
  }

  /** What is said about the open subject. */
  get facts(): Locator {
    return this.page.getByRole('tabpanel');
  }

  table(name: string): Locator {
    return this.facts.getByRole('table', { name });
  }

  async openFacts(subject: Subject): Promise<void> {
    await this.tab(subject).click();
    await this.expectOpen(subject);
  }

  async expectOpen(subject: Subject): Promise<void> {
    await expect(this.tab(subject)).toHaveAttribute('aria-selected', 'true');
  }

  async expectFact(term: string, value: string | RegExp): Promise<void> {
    await expectFactIn(this.facts, term, value);
  }
}
