#!/usr/bin/env node
/**
 * `npm start`: installs and builds what is missing, then opens Bindery's window, or says in one line why there can be
 * none and serves the same app to a browser.
 *
 * Starts on whatever Node 20 or newer the system has, with nothing installed; from the build on it runs on the Node 24
 * that the packages bring. Imports no package: at the first start there is none.
 */
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { afterElectron, chooseShell, withoutBinary, withoutOverride } from './choose-shell.mjs';
import { ensureInstalled, runtime } from './install.mjs';
import { exitCode, project, run, runMain, Stop } from './run.mjs';

const usage = `npm start -- [--web] [--port N] [--root DIR]

  --web       serve the app to a browser instead of opening a window
  --port N    the port on 127.0.0.1 to serve at; any free one if absent
  --root DIR  look at a recorded host too: a folder with its sys, proc, etc and dev`;

/** @typedef {{ web: boolean, port: number, root: string | undefined }} Flags */

await runMain(async () => {
  const flags = readFlags();
  if (flags === undefined) {
    console.log(usage);
    return 0;
  }
  await ensureInstalled();
  if (realpathSync(process.execPath) !== runtime()) {
    return exitCode(await run(runtime(), [fileURLToPath(import.meta.url), ...process.argv.slice(2)]));
  }
  const { ensureBuilt } = await import('./build.mjs');
  await ensureBuilt();
  return openShell(flags);
});

/** @returns {Flags | undefined} undefined: the user asks for help. @throws {Stop} */
function readFlags() {
  const options = /** @type {const} */ ({
    web: { type: 'boolean', default: false },
    port: { type: 'string' },
    root: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    throw new Stop(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
  if (values.help) return undefined;
  const port = values.port === undefined ? 0 : Number(values.port);
  if (!/^\d*$/.test(values.port ?? '') || port > 65_535) {
    throw new Stop(`--port takes a number from 0 to 65535, not "${values.port}".`);
  }
  // npm runs this in the project's folder, and the user named DIR from theirs.
  const root = values.root === undefined ? undefined : resolve(process.env['INIT_CWD'] ?? '.', values.root);
  if (root !== undefined && !existsSync(root)) throw new Stop(`--root names ${root}, which does not exist.`);
  return { web: values.web, port, root };
}

/** @param {Flags} flags */
async function openShell(flags) {
  const choice = chooseShell({ asksForWeb: flags.web, uid: process.getuid?.(), env: process.env });
  if (choice.shell === 'web') return serve(flags, choice.reason);
  if (flags.port !== 0) console.log('--port is for --web; the window has no port.');

  const { electronProgram, ensureElectron } = await import('./electron-binary.mjs');
  const program = choice.dist === undefined ? electronProgram : join(choice.dist, 'electron');
  if (choice.dist === undefined) {
    const cause = await ensureElectron();
    if (cause !== undefined) return serve(flags, withoutBinary(cause).reason);
  } else if (!existsSync(program)) return serve(flags, withoutOverride(choice.dist).reason);

  // Set in the terminals of some editors, it would make Electron run as plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const end = await run(program, [project, ...(flags.root === undefined ? [] : ['--root', flags.root])], { env });
  if (exitCode(end) === 130) return 0;
  const fallback = afterElectron(end);
  return fallback ? serve(flags, fallback.reason) : exitCode(end);
}

/** @param {Flags} flags @param {string | undefined} reason @returns {Promise<number>} */
async function serve({ port, root }, reason) {
  if (reason !== undefined) console.log(reason);
  const bundle = join(project, 'dist', 'main', 'web.js');
  const { runServe } = await import(bundle);
  return runServe({ port, root, open: true });
}
