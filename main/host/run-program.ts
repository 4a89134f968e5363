/**
 * Runs a program that only reports, without a shell, and hands its output on as it comes.
 *
 * It gets a fixed environment, a time to live and a limit on its output, and is killed beyond either: what a scan asks
 * must neither hang it nor fill its memory.
 */
import { spawn } from 'node:child_process';
import { errnoError } from './errno.ts';

const ENVIRONMENT = {
  // The user's settings must not change what a program says.
  LC_ALL: 'C',
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin',
};
/** More than any log or version; only a program gone mad says more. */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_COMPLAINT_CHARACTERS = 160;
const KEPT_COMPLAINT_BYTES = 4096;

/**
 * Resolves when the program has ended well.
 * Rejects with an ErrnoException (ENOENT, EACCES, ETIMEDOUT, EFBIG), or with an Error that names the exit status and the
 * last line of the program's complaint.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { timeoutMilliseconds, take }: { timeoutMilliseconds: number; take: (chunk: Buffer) => void },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
    let received = 0;
    let complaint = Buffer.alloc(0);
    // What the program has started itself may live on and hold its end of the pipe: nobody waits for that.
    const stop = (error: Error) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      reject(error);
    };
    const timer = setTimeout(() => stop(errnoError('ETIMEDOUT', 'spawn', program)), timeoutMilliseconds);
    // Thrown on from here, an error would end the whole process.
    const handOn = (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        stop(error instanceof Error ? error : new Error(String(error)));
      }
    };
    child.stdout.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > MOST_BYTES) stop(errnoError('EFBIG', 'spawn', program));
      else handOn(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = Buffer.concat([complaint, chunk]).subarray(-KEPT_COMPLAINT_BYTES);
    });
    child.on('error', error => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      if (status === 0) resolve();
      else reject(new Error(describeEnd(status, signal, complaint.toString('utf8'))));
    });
  });
}

function describeEnd(status: number | null, signal: NodeJS.Signals | null, complaint: string): string {
  const how = signal === null ? `exit status ${status}` : `ended by ${signal}`;
  const lastLine =
    complaint
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/\p{Cc}+/gu, ' ') ?? '';
  return lastLine === '' ? how : `${how}: ${lastLine.slice(0, MOST_COMPLAINT_CHARACTERS)}`;
}
