/** The host we run on. */
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
import { networkInterfaces } from 'node:os';
import { errnoCode } from './errno.ts';
import type { AnswerLimits, HostFiles, NodeStatus } from './host-files.ts';
import { LineSplitter } from './line-splitter.ts';
import { nodeStatus } from './node-kind.ts';
import { readStart } from './read-file.ts';
import { runProgram } from './run-program.ts';

const ANSWER_TIMEOUT_MILLISECONDS = 5_000;
/** A journal on a slow disk takes its time; the scan goes on meanwhile. */
const LINES_TIMEOUT_MILLISECONDS = 10_000;
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

  ownAddresses(): { interface: string; address: string }[] {
    return Object.entries(networkInterfaces()).flatMap(([name, list = []]) =>
      list.map(({ address }) => ({ interface: name, address })),
    );
  }

  async answer(program: string, args: readonly string[], limits?: AnswerLimits): Promise<string> {
    const most = limits?.bytes ?? ANSWER_LIMIT_BYTES;
    let chunks: Buffer[] = [];
    let length = 0;
    await runProgram(program, args, {
      timeoutMilliseconds: ANSWER_TIMEOUT_MILLISECONDS,
      take: chunk => {
        chunks.push(chunk);
        length += chunk.length;
        // Put together now and then only, so that a long answer is not copied over and over.
        if (length <= most * 2) return;
        chunks = [Buffer.concat(chunks).subarray(-most)];
        length = most;
      },
    });
    return Buffer.concat(chunks).subarray(-most).toString('utf8');
  }

  async answerLines(program: string, args: readonly string[], take: (line: string) => void): Promise<void> {
    const splitter = new LineSplitter(take);
    await runProgram(program, args, {
      timeoutMilliseconds: LINES_TIMEOUT_MILLISECONDS,
      take: chunk => splitter.push(chunk),
    });
    splitter.end();
  }
}
