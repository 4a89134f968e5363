/** The Chromium that the specs and the stand-in run in. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A browser of the system; undefined: Playwright's own, where it is installed. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap(name => folders.map(folder => join(folder, name))).find(file => existsSync(file));
}

/** Nothing but the page: no first-run tour, no updates, no calls home. */
export function chromiumFlags(): string[] {
  return [
    // Chromium's sandbox cannot be set up by root; tests in containers run as root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}
