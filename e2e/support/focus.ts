import { expect, type Locator } from '@playwright/test';

/** Waits until the focus is inside: a dialog takes it after it is drawn. */
export async function expectFocusIn(part: Locator): Promise<void> {
  await expect.poll(() => part.evaluate(element => element.contains(document.activeElement))).toBe(true);
}
