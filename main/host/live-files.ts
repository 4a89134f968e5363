/** The host we run on. */
import { execFile } from 'node:child_process';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
} from 'node:fs';
import { errnoCode, errnoError } from './errno.ts';
import type { AnswerLimits, HostFiles, NodeStatus } from './host-files.ts';
import { nodeStatus } from './node-kind.ts';
import { readStart } from './read-file.ts';

const ANSWER_TIMEOUT_MILLISECONDS = 5_000;
const ANSWER_LIMIT_BYTES = 64 * 1024;

export class LiveFiles implements HostFiles {
  readText(path: string): string {
    return readFileSync(path, 'utf8');
  }

  readBytes(path: string, limit: number): Uint8Array {
    const fd = openSync(path, 'r');
    try {
      return readStart(fd, limit);
    } finally {
      closeSync(fd);
    }
  }

  list(path: string): string[] {
    return readdirSync(path);
  }

  readLink(path: string): string {
    return readlinkSync(path);
  }

  exists(path: string): boolean {
    return existsSync(path);
  }

  status(path: string): NodeStatus {
    return nodeStatus(statSync(path));
  }

  mayOpen(path: string): boolean {
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
      return true;
    } catch (error) {
      if (errnoCode(error) === 'EACCES' || errnoCode(error) === 'EPERM') return false;
      throw error;
    }
  }

  variable(name: string): string | undefined {
    return process.env[name];
  }

  answer(program: string, args: readonly string[], limits?: AnswerLimits): Promise<string> {
    const options = {
      timeout: ANSWER_TIMEOUT_MILLISECONDS,
      killSignal: 'SIGKILL',
      maxBuffer: limits?.bytes ?? ANSWER_LIMIT_BYTES,
      // The user's settings must not change what a program says.
      env: { LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    } as const;
    return new Promise((resolve, reject) => {
      execFile(program, args, options, (error, stdout) => {
        if (error === null) resolve(stdout);
        else if (error.killed === true && errnoCode(error) === undefined)
          reject(errnoError('ETIMEDOUT', 'spawn', program));
        else if (typeof error.code === 'number') reject(new Error(`exit status ${error.code}`));
        else if (typeof error.signal === 'string') reject(new Error(`ended by ${error.signal}`));
        else reject(error);
      });
    });
  }
}
