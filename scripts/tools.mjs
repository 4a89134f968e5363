/**
 * What the tests need besides the packages: a browser, and QEMU for the tests that ask it. Looked for, installed where
 * that is ours to do (root on a Debian system, which is what a container for tests is), else named with one command.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { findChromium } from '../e2e/support/chromium.ts';
import { runtime } from './install.mjs';
import { run } from './run.mjs';

/** @param {string} name */
function isOnPath(name) {
  return (process.env['PATH'] ?? '').split(delimiter).some(folder => existsSync(join(folder, name)));
}

const hasBrowser = () => findChromium() !== undefined || existsSync(chromium.executablePath());
const hasQemu = () => isOnPath('qemu-system-x86_64') && existsSync('/usr/share/OVMF') && isOnPath('lspci');
const mayUseApt = () => process.getuid?.() === 0 && isOnPath('apt-get');

/** @param {readonly string[]} packages */
async function aptInstall(packages) {
  console.log(`Installing ${packages.join(', ')} with apt-get ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @type {import('node:child_process').StdioOptions} */
  const stdio = ['ignore', 'ignore', 'inherit'];
  await run('apt-get', ['update', '-qq'], { env, stdio });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env, stdio });
}

/** @returns {Promise<boolean>} Whether there is a browser for the specs. */
export async function ensureBrowser() {
  if (hasBrowser()) return true;
  if (mayUseApt()) await aptInstall(['chromium']);
  if (hasBrowser()) return true;
  console.log('There is no Chromium here. Downloading the one of Playwright ...');
  await run(runtime(), ['node_modules/@playwright/test/cli.js', 'install', 'chromium']);
  if (hasBrowser()) return true;
  console.log(
    '\nTHE SPECS OF THE WINDOW ARE SKIPPED: there is no browser. Install one: sudo apt-get install chromium\n',
  );
  return false;
}

/** Tests that want QEMU skip themselves where it is missing; this says it once, and how to have it. */
export async function ensureQemu() {
  if (!hasQemu() && mayUseApt()) await aptInstall(['qemu-system-x86', 'ovmf', 'pciutils']);
  if (hasQemu()) return;
  console.log(
    '\nTESTS THAT ASK QEMU ARE SKIPPED: it is not here. Install it: sudo apt-get install qemu-system-x86 ovmf pciutils\n',
  );
}
