/** Programs of the host that the lab is built with: their whole output as a value, their failure as an error with their words. */
import { execFile, spawnSync } from 'node:child_process';

const LARGEST_OUTPUT = 256 * 1024 * 1024;

type Options = { cwd?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number };

/** @throws Error with the end of what the program wrote, when it cannot be started, fails or takes too long. */
export function runProgram(program: string, args: readonly string[], options: Options = {}): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const { timeoutMs = 120_000, ...rest } = options;
  execFile(
    program,
    [...args],
    { ...rest, encoding: 'buffer', maxBuffer: LARGEST_OUTPUT, timeout: timeoutMs, killSignal: 'SIGKILL' },
    (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const why = error.killed ? `took longer than ${timeoutMs / 1000} s` : (stderr.toString() || error.message).trim();
      reject(new Error(`${program} ${args.at(-1) ?? ''}: ${why.slice(-1500)}`, { cause: error }));
    },
  );
  return promise;
}

/** Whether the program is on PATH, or where root's programs lie. */
export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', 'PATH=$PATH:/usr/sbin:/sbin command -v "$1"', 'sh', name]).status === 0;
}
