/** Programs as these scripts run them: their output is ours, and their end is a value. */
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const project = dirname(dirname(fileURLToPath(import.meta.url)));

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null, livedMs: number }} End */

/** Ctrl-C reaches every program of a terminal by itself; a signal sent to us alone has to be handed on. */
const PATIENCE_MS = 500;

/**
 * We outlive the program to say how it ended.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<End>} Code 127 when the program could not be started at all.
 */
export function run(program, args, options = {}) {
  const startedAt = Date.now();
  const child = spawn(program, [...args], { cwd: project, stdio: 'inherit', ...options });
  /** @param {NodeJS.Signals} signal */
  const handOn = signal => child.kill(signal);
  const handOnLater = () => void setTimeout(handOn, PATIENCE_MS, 'SIGINT').unref();
  process.on('SIGINT', handOnLater);
  process.on('SIGTERM', handOn);
  process.on('SIGHUP', handOn);
  return new Promise(resolve => {
    /** @param {number | null} code @param {NodeJS.Signals | null} signal */
    const end = (code, signal) => {
      process.off('SIGINT', handOnLater);
      process.off('SIGTERM', handOn);
      process.off('SIGHUP', handOn);
      resolve({ code, signal, livedMs: Date.now() - startedAt });
    };
    child.once('error', error => {
      console.error(`${program} could not be started: ${error.message}.`);
      end(127, null);
    });
    child.once('exit', end);
  });
}

/** @param {End} end @returns {number} The exit code that a shell would report. */
export function exitCode({ code, signal }) {
  if (signal === 'SIGINT' || signal === 'SIGTERM') return 130;
  return code ?? 1;
}

/** Ends this script with a sentence instead of a stack. */
export class Stop extends Error {}

/** @param {() => Promise<number>} main Resolves the exit code. */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error);
    process.exitCode = 1;
  }
}
