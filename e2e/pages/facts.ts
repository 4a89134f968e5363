/** Facts wherever a page lists them: a term and what is said of it. */
import { expect, type Locator } from '@playwright/test';

/** Waits until `term` is there and says something that matches; its place is asked anew each time. */
export async function expectFactIn(part: Locator, term: string, value: string | RegExp): Promise<void> {
  const said = async (): Promise<string> => {
    const terms = await part.getByRole('term').allInnerTexts();
    const place = terms.indexOf(term);
    if (place < 0) return `no fact named ${term} among: ${terms.join(', ')}`;
    return part.getByRole('definition').nth(place).innerText();
  };
  await (typeof value === 'string' ? expect.poll(said).toContain(value) : expect.poll(said).toMatch(value));
}
