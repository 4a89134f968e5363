/** One function's folder in sysfs, read file by file. */
import type { Malformed } from '../../core/host/malformed.ts';
import type { Measured } from '../../core/host/measured.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import type { HostFiles, NodeStatus } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';

export const FUNCTIONS = '/sys/bus/pci/devices';

export class FunctionFolder {
  readonly path: string;
  readonly #files: HostFiles;

  constructor(files: HostFiles, bdf: Bdf) {
    this.#files = files;
    this.path = `${FUNCTIONS}/${bdf}`;
  }

  text<T>(name: string, parse: (text: string) => T | Malformed): Measured<T> {
    const source = `${this.path}/${name}`;
    return measure(source, () => parse(this.#files.readText(source)));
  }

  bytes<T>(name: string, limit: number, parse: (bytes: Uint8Array) => T | Malformed): Measured<T> {
    const source = `${this.path}/${name}`;
    return measure(source, () => parse(this.#files.readBytes(source, limit)));
  }

  link<T>(name: string, parse: (target: string) => T | Malformed): Measured<T> {
    const source = `${this.path}/${name}`;
    return measure(source, () => parse(this.#files.readLink(source)));
  }

  /** Names of a folder inside, or of the function's own with the name ''. */
  entries<T>(name: string, pick: (names: string[]) => T): Measured<T> {
    const source = name === '' ? this.path : `${this.path}/${name}`;
    return measure(source, () => pick(this.#files.list(source)));
  }

  status<T>(name: string, pick: (status: NodeStatus) => T): Measured<T> {
    const source = `${this.path}/${name}`;
    return measure(source, () => pick(this.#files.status(source)));
  }

  /** The text of the link in /sys/bus/pci/devices, which spells the way from the root bus. */
  ownLink<T>(parse: (target: string) => T | Malformed): Measured<T> {
    return measure(this.path, () => parse(this.#files.readLink(this.path)));
  }

  /**
   * What a missing file means, provided that only this file is missing: a function can vanish during the scan, and
   * then a missing file means nothing.
   */
  unlessAbsent<T>(fact: Measured<T>, meaning: T): Measured<T> {
    return isAbsent(fact) && this.isThere() ? meaning : fact;
  }

  isThere(): boolean {
    return this.#files.exists(`${this.path}/uevent`);
  }
}
