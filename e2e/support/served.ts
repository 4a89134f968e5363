/** `bindery serve` as a user runs it: a process that prints links and makes a new one when Enter is pressed. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { project } from './project.ts';

export class Served {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(flags: readonly string[]) {
    this.#process = spawn(process.execPath, ['dist/main/cli.js', 'serve', '--port', '0', ...flags], {
      cwd: project,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  static async start(...flags: readonly string[]): Promise<Served> {
    const served = new Served(flags);
    await served.#nextLink();
    return served;
  }

  /** Good for one visit within a minute; ends the link before it. */
  freshLink(): Promise<string> {
    this.#process.stdin.write('\n');
    return this.#nextLink();
  }

  /** As Ctrl-C does. Resolves to the exit code. */
  async stop(): Promise<number | null> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGINT');
    const [code] = await ended;
    return code;
  }

  async #nextLink(): Promise<string> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error('bindery serve ended before it printed a link; what it said is above.');
      const link = /http:\S+#t=\S+/.exec(value)?.[0];
      if (link !== undefined) return link;
    }
  }
}
