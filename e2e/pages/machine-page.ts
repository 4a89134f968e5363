import { expect, type Locator, type Page } from '@playwright/test';

export type Field = 'Name' | 'Memory' | 'vCPUs' | 'Bridge' | `Path of disk ${number}` | `ROM file of ${string}`;

export class MachinePage {
  private readonly page: Page;
  readonly findings: Locator;

  constructor(page: Page) {
    this.page = page;
    this.findings = page.getByRole('region', { name: 'Your machine' });
  }

  async type(field: Field, text: string): Promise<void> {
    await this.field(field).fill(text);
  }

  async addDisk(path: string): Promise<void> {
    const before = await this.page.getByRole('group', { name: /^Disk \d+$/ }).count();
    await this.page.getByRole('button', { name: 'Add disk' }).click();
    await this.type(`Path of disk ${before + 1}`, path);
  }

  async removeDisk(n: number): Promise<void> {
    await this.page.getByRole('button', { name: `Remove disk ${n}` }).click();
  }

  async chooseFirmware(label: 'UEFI' | 'UEFI with secure boot' | 'BIOS (SeaBIOS)'): Promise<void> {
    await this.page.getByRole('radio', { name: label, exact: true }).check();
  }

  async chooseNetwork(label: 'NAT by QEMU' | 'Bridge of the host' | 'None'): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Network' }).selectOption(label);
  }

  async expectProblem(field: Field, words: string): Promise<void> {
    await expect(this.field(field)).toHaveAttribute('aria-invalid', 'true');
    await expect(this.field(field)).toHaveAccessibleDescription(new RegExp(words));
  }

  async expectNoProblem(field: Field): Promise<void> {
    await expect(this.field(field)).toHaveAttribute('aria-invalid', 'false');
  }

  async expectValue(field: Field, text: string): Promise<void> {
    await expect(this.field(field)).toHaveValue(text);
  }

  private field(name: Field): Locator {
    return this.page.getByRole('textbox', { name, exact: true });
  }
}
