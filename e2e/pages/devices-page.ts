import { expect, type Locator, type Page } from '@playwright/test';

export type Kind = 'All kinds' | 'GPU' | 'Audio' | 'NVMe' | 'Network' | 'USB';

export type Cost = 'Any cost' | 'Only free ones' | 'Costs' | 'Refuses' | 'Could not measure';

/** All that the column may say begins with one of these. */
const COST = /^(Free|Costs|Refuses|Could not measure)\b/;

export class DevicesPage {
  private readonly page: Page;
  readonly table: Locator;
  /** What the current selection means. */
  readonly findings: Locator;
  readonly commandLine: Locator;

  constructor(page: Page) {
    this.page = page;
    this.table = page.getByRole('table', { name: 'PCI functions by IOMMU group' });
    this.findings = page.getByRole('region', { name: 'Your selection' });
    this.commandLine = page.getByRole('region', { name: 'QEMU command' });
  }

  async pick(bdf: string): Promise<void> {
    await this.checkbox(bdf).check();
  }

  async leaveOut(bdf: string): Promise<void> {
    await this.checkbox(bdf).uncheck();
  }

  /** By the keyboard, past all rows. */
  async skipTable(): Promise<void> {
    await this.page.getByRole('button', { name: 'Skip the table' }).press('Enter');
  }

  async search(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Filter by text' }).fill(text);
  }

  async showKind(kind: Kind): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Kind' }).selectOption(kind);
  }

  async expectCostsOnly(cost: Cost | 'Free'): Promise<void> {
    await expect(this.table.getByText(COST).first()).toBeVisible();
    await expect(this.table.getByText(COST).filter({ hasNotText: cost })).toHaveCount(0);
  }

  async showCost(cost: Cost): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Cost to the host' }).selectOption(cost);
  }

  /** What a function's leaving costs, as the table says it. */
  cost(bdf: string): Locator {
    return this.rowOf(bdf).getByText(COST);
  }

  /** The reasons, whole: what the pointer or the focus brings up. */
  get reasons(): Locator {
    return this.page.getByRole('tooltip');
  }

  rowOf(bdf: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('checkbox', { name: `Assign ${bdf}` }) });
  }

  async showBridges(): Promise<void> {
    await this.page.getByRole('switch', { name: 'Show bridges' }).check({ force: true });
  }

  /** As the End key does, until there is no more: a row that was never drawn has no height yet. */
  async scrollToEnd(): Promise<void> {
    await this.table.getByRole('row').nth(2).hover();
    const rowOfEnd = async () => {
      await this.page.mouse.wheel(0, 100_000_000);
      return this.table.getByRole('row').last().getAttribute('aria-rowindex');
    };
    const total = await this.table.getAttribute('aria-rowcount');
    await expect.poll(rowOfEnd).toBe(total);
  }

  async foldGroup(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Clicks a remedy beside the selection. */
  async take(remedy: string | RegExp): Promise<void> {
    await this.findings.getByRole('button', { name: remedy }).first().click();
  }

  async expectPicked(...bdfs: string[]): Promise<void> {
    for (const bdf of bdfs) await expect(this.checkbox(bdf)).toBeChecked();
    await expect(this.table.getByRole('checkbox', { checked: true })).toHaveCount(bdfs.length);
  }

  async expectFunctions(count: number): Promise<void> {
    await expect(this.row(/^\S*\s*[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/)).toHaveCount(count);
  }

  async expectTally(words: string | RegExp): Promise<void> {
    await expect(this.findings.getByRole('status').first()).toHaveText(words);
  }

  row(name: string | RegExp): Locator {
    return this.table.getByRole('row', { name });
  }

  checkbox(bdf: string): Locator {
    return this.table.getByRole('checkbox', { name: `Assign ${bdf}` });
  }
}
