/** A host that leaves as a file, and one that comes as a file. */
import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';

export class SaveSnapshot {
  private readonly page: Page;
  readonly dialog: Locator;
  readonly copy: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole('dialog', { name: 'Save a snapshot' });
    this.copy = this.dialog.getByRole('button', { name: 'Copy', exact: true });
  }

  async open(): Promise<void> {
    await this.opener.click();
    await expect(this.dialog).toBeVisible();
  }

  get opener(): Locator {
    return this.page.getByRole('button', { name: 'Save a snapshot…' });
  }

  /** What is taken out, a row for each kind of name. */
  removed(kind: string): Locator {
    return this.dialog.getByRole('row', { name: new RegExp(`^${kind}`) });
  }

  async keepNames(): Promise<void> {
    await this.dialog.getByRole('checkbox', { name: 'Keep names' }).check();
  }

  /** `host-2026-11-03.json, 1.2 MiB`. */
  get file(): Locator {
    return this.dialog.getByRole('status').filter({ hasText: '.json' });
  }

  async save(): Promise<{ name: string; text: string }> {
    const button = this.dialog.getByRole('button', { name: 'Save', exact: true });
    const [download] = await Promise.all([this.page.waitForEvent('download'), button.click()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
  }

  async close(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(this.dialog).toBeHidden();
  }
}

export type HostFile = { name: string; text: string };

export class OpenSnapshot {
  private readonly page: Page;
  readonly dialog: Locator;
  /** Why a text cannot be opened. */
  readonly problem: Locator;
  readonly banner: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole('dialog', { name: 'Open a snapshot' });
    this.problem = this.dialog.getByRole('heading', { name: 'This text cannot be opened' });
    this.banner = page.getByText('Not this computer as it is now.');
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: /^Host: / }).click();
    await this.page.getByRole('option', { name: /^Open a snapshot…/ }).click();
    await expect(this.dialog).toBeVisible();
  }

  async chooseFile({ name, text }: HostFile): Promise<void> {
    const [chooser] = await Promise.all([
      this.page.waitForEvent('filechooser'),
      this.dialog.getByRole('button', { name: 'Choose a file…' }).click(),
    ]);
    await chooser.setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  }

  async paste(text: string): Promise<void> {
    await this.dialog.getByRole('textbox', { name: 'Or paste its text' }).fill(text);
    await this.dialog.getByRole('button', { name: 'Open the pasted text' }).click();
  }

  async expectProblem(words: string | RegExp): Promise<void> {
    await expect(this.problem).toBeVisible();
    await expect(this.dialog).toContainText(words);
  }
}
