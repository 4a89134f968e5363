/** dist/: built from the sources as they are now. As a script it builds always, or `--if-stale`. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runtime } from './install.mjs';
import { project, run, runMain, Stop } from './run.mjs';

const outputs = ['dist/renderer/index.html', 'dist/main/cli.js', 'dist/main/electron.js', 'dist/main/web.js'];
const sources = [
  '{core,fixtures,main,native-bridge,renderer}/**/*',
  'package.json',
  'package-lock.json',
  'vite.*.config.ts',
];
const stamp = join(project, '.cache', 'build-stamp');

/** Needs Node 22 or newer. @returns {Promise<void>} @throws {Stop} */
export async function ensureBuilt() {
  if (outputs.some(file => !existsSync(join(project, file))) || readStamp() !== hashSources()) {
    await build('the sources changed since the last time, or there was none');
  }
}

/** @param {string} reason @returns {Promise<void>} @throws {Stop} */
async function build(reason) {
  console.log(`Building (${reason}) ...`);
  // Taken first: what changes while Vite runs is built by the next start.
  const hash = hashSources();
  for (const part of ['renderer', 'main']) {
    const vite = join('node_modules', 'vite', 'bin', 'vite.js');
    const end = await run(runtime(), [vite, 'build', '--config', `vite.${part}.config.ts`, '--logLevel', 'error']);
    if (end.code !== 0) throw new Stop(`The build of ${part} ended with an error; it is above.`);
  }
  const missing = outputs.filter(file => !existsSync(join(project, file)));
  if (missing.length > 0) throw new Stop(`The build made no ${missing.join(', no ')}.`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

function readStamp() {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

/** By content, not by time: a checkout or a copy sets times as it likes. */
function hashSources() {
  const hash = createHash('sha256');
  const entries = globSync(sources, { cwd: project, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile() && !/\.test\.tsx?$/.test(entry.name));
  for (const file of files.map(entry => join(entry.parentPath, entry.name)).sort()) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    await (process.argv.includes('--if-stale') ? ensureBuilt() : build('as asked'));
    return 0;
  });
}
