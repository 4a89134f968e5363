/**
 * Keeps a long scan from blocking the event loop. sysfs is read synchronously, because that is several times faster
 * than asynchronously; so the scan itself must stop now and then and let others run.
 */
const TURN_MILLISECONDS = 8;

export class Pace {
  #turnStarted = performance.now();

  /** Returns at once, unless the current turn has lasted long enough. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#turnStarted < TURN_MILLISECONDS) return;
    await new Promise<void>(resolve => setImmediate(resolve));
    this.#turnStarted = performance.now();
  }
}
