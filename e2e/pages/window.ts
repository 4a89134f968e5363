/** What frames every page: the steps, the open host, the theme. */
import { expect, type Locator, type Page } from '@playwright/test';

export type StepTitle = 'Host' | 'Devices' | 'Machine' | 'Review';
export type StepState = 'done' | 'needs attention' | 'blocked' | 'to do';

export class BinderyWindow {
  readonly page: Page;
  readonly banner: Locator;

  constructor(page: Page) {
    this.page = page;
    this.banner = page.getByText('Nothing here is your machine.');
  }

  async openSample(title: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: /^Host: / }).click();
    await this.page.getByRole('listbox', { name: 'Sample hosts' }).getByRole('option', { name: title }).click();
    await expect(this.banner).toBeVisible();
    await this.expectPageReady();
  }

  async backToThisComputer(): Promise<void> {
    await this.page.getByRole('button', { name: 'Back to this computer' }).click();
    await expect(this.banner).toBeHidden();
    await this.expectPageReady();
  }

  async goTo(step: StepTitle): Promise<void> {
    await this.step(step).click();
    await expect(this.page.getByRole('heading', { level: 1, name: step })).toBeVisible();
  }

  async rescan(): Promise<void> {
    await this.page.getByRole('button', { name: 'Rescan' }).click();
  }

  async chooseTheme(theme: 'light' | 'dark'): Promise<void> {
    await this.page.getByRole('button', { name: theme === 'light' ? 'Light theme' : 'Dark theme' }).click();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.expectPageReady();
  }

  async expectStep(step: StepTitle, state: StepState): Promise<void> {
    await expect(this.step(step)).toHaveAccessibleName(`${step}, ${state}`);
  }

  /** A host is read and one of the four pages shows it. */
  async expectPageReady(): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: /^(Host|Devices|Machine|Review)$/ })).toBeVisible();
  }

  private step(title: StepTitle): Locator {
    return this.page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: new RegExp(`^${title},`) });
  }
}
