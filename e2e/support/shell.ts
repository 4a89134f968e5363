/** A way to the app's page. The specs are the same for each. */
import type { Page } from '@playwright/test';

export type OpenApp = {
  page: Page;
  close(): Promise<void>;
};

export interface Shell {
  /**
   * The app as a user finds it after the start: nothing chosen, nothing remembered.
   * `watch` sees the page as early as the shell allows: before its first request in a browser.
   */
  open(watch: (page: Page) => void): Promise<OpenApp>;
  close(): Promise<void>;
}
