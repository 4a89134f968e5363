/** The rules of axe, held against what the page shows. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** `name` says in a failure what was looked at; `part`: a selector, where the rest of the page was looked at before. */
export async function expectNoViolations(page: Page, name: string, part?: string): Promise<void> {
  // What fades in has too little contrast until it is there.
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(animation => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map(animation => animation.finished));
  });
  const axe = new AxeBuilder({ page });
  const { violations } = await (part === undefined ? axe : axe.include(part)).analyze();
  expect(
    violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(node => node.html) })),
    name,
  ).toEqual([]);
}
