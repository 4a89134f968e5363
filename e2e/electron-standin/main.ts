/**
 * Not Electron: runs the app's main process on Node and answers `import 'electron'` from electron-api.ts.
 *
 * The command line is Electron's as Playwright writes it: `-r` scripts, switches, the app's folder, the app's arguments.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import inspector from 'node:inspector';
import { createRequire, registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { chromiumFlags, findChromium } from '../support/chromium.ts';
import { createElectron } from './electron-api.ts';

const profile = mkdtempSync(join(tmpdir(), 'not-electron-'));
process.once('exit', () => rmSync(profile, { recursive: true, force: true }));
const browser = await chromium.launchPersistentContext(profile, {
  args: [...chromiumFlags(), '--remote-debugging-port=0'],
  executablePath: findChromium() ?? chromium.executablePath(),
  viewport: null,
});
const { electron, start } = createElectron(browser);

const [program = '', , ...given] = process.argv;
const preloads: string[] = [];
while (given[0]?.startsWith('-')) {
  const flag = given.shift();
  if (flag === '-r') preloads.push(given.shift() ?? '');
  // Prints "Debugger listening on ws://...", and below "DevTools listening on ws://...": Playwright waits for both.
  if (flag?.startsWith('--inspect')) inspector.open(0, '127.0.0.1');
}
const [port, path] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
console.error(`DevTools listening on ws://127.0.0.1:${port}${path}`);
// Playwright's preload script cuts its own switch away again.
process.argv = [program, '--remote-debugging-port=0', ...given];

const url = 'stand-in:electron';
Object.assign(globalThis, { [Symbol.for(url)]: electron });
registerHooks({
  resolve(name, context, next) {
    if (name !== 'electron') return next(name, context);
    return { url, format: context.conditions.includes('require') ? 'commonjs' : 'module', shortCircuit: true };
  },
  load(address, { format }, next) {
    if (address !== url) return next(address);
    const members = `globalThis[Symbol.for('${url}')]`;
    const names = Object.keys(electron).join(', ');
    const source = format === 'commonjs' ? `module.exports = ${members}` : `export const { ${names} } = ${members}`;
    return { format, source, shortCircuit: true };
  },
});
for (const preload of preloads) createRequire(import.meta.url)(preload);
const folder = resolve(given[0] ?? '.');
const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
await import(pathToFileURL(join(folder, main)).href);
await start();
