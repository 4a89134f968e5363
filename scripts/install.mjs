/** The packages: present and as package-lock.json wants them, or installed now. Runs before anything is installed. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode, project, run, Stop } from './run.mjs';

const OLDEST_NODE = 20;

/** @returns {Promise<void>} @throws {Stop} */
export async function ensureInstalled() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    throw new Stop(`Bindery needs Node ${OLDEST_NODE} or newer to install itself; this is ${process.version}.`);
  }
  if (isInstalled()) return;
  console.log('Installing the packages (npm ci) ...');
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm by its script, where it told us: the npm on PATH may be another one.
  const end = npm?.endsWith('.js') ? await run(process.execPath, [npm, ...args]) : await run('npm', args);
  if (exitCode(end) === 130) throw new Stop('Stopped while installing. The next start installs again.');
  if (end.code !== 0 || !isInstalled()) {
    throw new Stop(
      'The packages could not be installed; npm says why above. The first start needs the network: connect, then run this again.',
    );
  }
}

/**
 * Whether node_modules holds what package-lock.json lists, by npm's own record of what it installed last. npm writes
 * that record at the end, so an install that broke off counts as none.
 */
function isInstalled() {
  const wanted = readLock(join(project, 'package-lock.json'));
  const present = readLock(join(project, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([path, { integrity, optional }]) => {
    const found = present[path];
    return path === '' || (found ? found.integrity === integrity : optional === true);
  });
}

/** @param {string} file @returns {Record<string, { integrity?: string, optional?: boolean }>} */
function readLock(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/**
 * Node 24 from the packages, whatever the system has. Its own path when there is no such package for this machine.
 * @throws {Stop}
 */
export function runtime() {
  const shipped = join(project, 'node_modules', '.bin', 'node');
  if (existsSync(shipped)) return realpathSync(shipped);
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Stop(
    `There is no Node 24 package for ${process.platform} ${process.arch}. Install Node 24 and run this again.`,
  );
}
