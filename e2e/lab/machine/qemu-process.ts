/**
 * A QEMU that cannot outlive us, and whose console is read line by line.
 *
 * The console tells how far the boot is, so that each stage has a limit of its own; all of it goes to a log file.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export class QemuProcess {
  /** The console and QEMU's own complaints. */
  readonly logFile: string;
  /** Rejects when QEMU ends or the machine says that it cannot go on; never resolves. */
  readonly failed: Promise<never>;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #stages = new Map<string, PromiseWithResolvers<void>>();
  #complaints = '';
  #isWanted = true;

  constructor(args: readonly string[], logFile: string) {
    this.logFile = logFile;
    const words = ['--pdeathsig', 'KILL', '--', 'qemu-system-x86_64', ...args];
    writeFileSync(logFile, `${words.slice(3).join(' ')}\n`);
    // However we end, by a kill -9 even, the kernel ends QEMU with us. Source: prctl(2), PR_SET_PDEATHSIG.
    this.#child = spawn('setpriv', words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const { promise: failed, reject } = Promise.withResolvers<never>();
    const { promise: exited, resolve: onExit } = Promise.withResolvers<void>();
    this.failed = failed;
    this.#exited = exited;
    // Whoever waits for something races it against this; nobody may be waiting just now.
    failed.catch(() => {});
    this.#child.once('error', reject);
    this.#child.once('close', (code, signal) => {
      onExit();
      if (this.#isWanted) reject(this.#explain(`QEMU ended with ${signal ?? `exit code ${code}`}`));
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints += text;
      appendFileSync(logFile, text);
    });
    if (this.#child.stdout === null) return;
    createInterface({ input: this.#child.stdout }).on('line', line => {
      appendFileSync(logFile, `${line}\n`);
      const word = /^lab: (.+?)\r?$/.exec(line)?.[1];
      if (word?.startsWith('failed')) reject(this.#explain(`The machine ${word}`));
      else if (word !== undefined) this.#stage(word).resolve();
    });
  }

  get isGone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Until the machine says `lab: STAGE` on its console. */
  reached(stage: string): Promise<void> {
    return this.#stage(stage).promise;
  }

  /** Killed, not shut down: it keeps nothing that could be lost. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#isWanted = false;
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #stage(name: string): PromiseWithResolvers<void> {
    const known = this.#stages.get(name) ?? Promise.withResolvers<void>();
    this.#stages.set(name, known);
    return known;
  }

  #explain(what: string): Error {
    // The cause comes first; after it QEMU prints its registers.
    return new Error(`${what}. ${this.#complaints.trim().slice(0, 1000)}\nIts console: ${this.logFile}`);
  }
}
