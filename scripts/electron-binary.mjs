/**
 * Electron's program. Since Electron 42 the npm package brings none at install time: its install.js downloads it, and
 * we run that here to show that something happens and to give up when nothing does.
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runtime } from './install.mjs';
import { project } from './run.mjs';

/** A slow line is no reason to give up, one on which nothing comes is. Unpacking takes a part of this too. */
const STALL_MS = 60_000;
const LOOK_MS = 1000;

const folder = join(project, 'node_modules', 'electron');

/** The program; exists only after the download. */
export const electronProgram = join(folder, 'dist', 'electron');

/** install.js writes path.txt last: without it, unpacking broke off and the program may be cut. */
function isWhole() {
  return existsSync(electronProgram) && existsSync(join(folder, 'path.txt'));
}

/** @returns {Promise<string | undefined>} Why there is no Electron, in a few words; undefined when there is one. */
export async function ensureElectron() {
  if (isWhole()) return undefined;
  console.log('Downloading Electron (about 110 MB, once) ...');
  // Ours alone, so that what lies in it is what has come so far.
  const folderOfDownload = mkdtempSync(join(tmpdir(), 'bindery-electron-'));
  try {
    const cause = await download(folderOfDownload);
    return cause ?? (isWhole() ? undefined : 'the download holds no program');
  } finally {
    rmSync(folderOfDownload, { recursive: true, force: true });
  }
}

/** @param {string} temporary @returns {Promise<string | undefined>} */
function download(temporary) {
  const child = spawn(runtime(), [join(folder, 'install.js')], {
    cwd: folder,
    // Node's fetch uses the user's proxy only when told to.
    env: { ...process.env, TMPDIR: temporary, ELECTRON_GET_NO_PROGRESS: '1', NODE_USE_ENV_PROXY: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', data => {
    complaint += data;
  });
  let here = 0;
  let movedAt = Date.now();
  let isStalled = false;
  const watch = setInterval(() => {
    const now = sizeOf(temporary);
    if (now !== here) movedAt = Date.now();
    here = now;
    if (process.stdout.isTTY && here > 0) process.stdout.write(`\r${Math.round(here / 1e6)} MB `);
    if (Date.now() - movedAt < STALL_MS) return;
    isStalled = true;
    child.kill();
  }, LOOK_MS);
  return new Promise(resolve => {
    /** @param {string | undefined} cause */
    const end = cause => {
      clearInterval(watch);
      if (process.stdout.isTTY && here > 0) process.stdout.write('\r');
      resolve(cause);
    };
    child.once('error', error => end(error.message));
    child.once('close', code => {
      if (isStalled) end(`nothing came for ${STALL_MS / 1000} seconds`);
      else end(code === 0 ? undefined : explain(complaint));
    });
  });
}

/** @param {string} complaint The error that install.js prints, stack and all. */
function explain(complaint) {
  const line = complaint.split('\n').find(text => /error/i.test(text)) ?? complaint.trim().split('\n')[0] ?? '';
  const words = line.trim().replace(/^\w*Error: /, '');
  return words === 'fetch failed' || words === '' ? 'the download server cannot be reached' : words;
}

/** @param {string} temporary */
function sizeOf(temporary) {
  let sizeBytes = 0;
  for (const file of globSync('**/*', { cwd: temporary })) {
    sizeBytes += statSync(join(temporary, file), { throwIfNoEntry: false })?.size ?? 0;
  }
  return sizeBytes;
}
