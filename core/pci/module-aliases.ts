/**
 * Which modules of a kernel say that they drive a PCI function.
 *
 * `modules.alias` has one pattern a line, `alias pci:v000010DEd*sv*sd*bc03sc00i00* nouveau`; drivers that are built in
 * say the same in `modules.builtin.modinfo`, as NUL-terminated `module.alias=pci:...`. A `vfio_pci:` pattern belongs to a
 * VFIO driver: such a driver takes a function only when its driver_override names it. Large hosts ask thousands of
 * times, so patterns are kept by vendor, and those of a vendor are read when it is first asked for.
 * Source: Linux scripts/mod/file2alias.c, do_pci_entry(); include/linux/pci.h, PCI_ID_F_VFIO_DRIVER_OVERRIDE; kmod depmod(8).
 */

export type PciIds = {
  vendorId: number;
  deviceId: number;
  /** null: none, which patterns see as zeros. */
  subsystemVendorId: number | null;
  subsystemDeviceId: number | null;
  /** 24 bits. */
  classCode: number;
};

type Pattern = { words: readonly (string | null)[]; module: string };

const PREFIXES = ['pci:v', 'vfio_pci:v'] as const;
const ANY_VENDOR = '*';
const PATTERN =
  /^(?:vfio_)?pci:v(\*|[0-9A-F]{8})d(\*|[0-9A-F]{8})sv(\*|[0-9A-F]{8})sd(\*|[0-9A-F]{8})bc(\*|[0-9A-F]{2})sc(\*|[0-9A-F]{2})i(\*|[0-9A-F]{2})\*?$/;
const MODULE = /^[\w-]{1,64}$/;

export class ModuleAliases {
  /** Lines not yet understood, `pattern module`, by vendor in hex or `*`. */
  readonly #lines = new Map<string, string[]>();
  readonly #patterns = new Map<string, readonly Pattern[]>();
  /** What was asked once is mostly asked again: cards of one kind. */
  readonly #answers = new Map<string, string[]>();

  /** The text of `modules.alias`. Lines of other buses, comments and lines in another form are passed over. */
  addAliases(text: string): void {
    const start = 'alias ';
    for (let at = 0; at < text.length; ) {
      const end = endOf(text, '\n', at);
      if (text.startsWith(start, at)) this.#add(text, at + start.length, end);
      at = end + 1;
    }
  }

  /** The text of `modules.builtin.modinfo`. */
  addBuiltIn(text: string): void {
    const key = '.alias=';
    for (let at = 0; at < text.length; ) {
      const end = endOf(text, '\0', at);
      const equals = text.indexOf(key, at);
      if (equals < 0) return;
      if (equals < end) {
        const value = text.slice(equals + key.length, end);
        if (isOfPci(value, 0)) {
          const line = `${value} ${text.slice(at, equals)}`;
          this.#add(line, 0, line.length);
        }
        at = end + 1;
      } else {
        // Most entries are no aliases: go on at the one that holds the next.
        at = text.lastIndexOf('\0', equals) + 1;
      }
    }
  }

  /**
   * Names with underscores, in alphabetical order. The VFIO driver for any function (`vfio_pci`) is left out: it would
   * stand in every answer.
   */
  modulesFor(ids: PciIds): string[] {
    const words = [
      hex(ids.vendorId, 8),
      hex(ids.deviceId, 8),
      hex(ids.subsystemVendorId ?? 0, 8),
      hex(ids.subsystemDeviceId ?? 0, 8),
      hex(ids.classCode >> 16, 2),
      hex((ids.classCode >> 8) & 0xff, 2),
      hex(ids.classCode & 0xff, 2),
    ];
    const key = words.join();
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      const patterns = [...this.#patternsOf(words[0] ?? ''), ...this.#patternsOf(ANY_VENDOR)];
      const fits = patterns.filter(pattern => pattern.words.every((word, i) => word === null || word === words[i]));
      answer = [...new Set(fits.map(pattern => pattern.module))].sort();
      this.#answers.set(key, answer);
    }
    return answer;
  }

  #add(text: string, start: number, end: number): void {
    const prefix = PREFIXES.find(one => text.startsWith(one, start));
    if (prefix === undefined) return;
    const at = start + prefix.length;
    const vendor = text[at] === ANY_VENDOR ? ANY_VENDOR : text.slice(at, at + 8);
    const lines = this.#lines.get(vendor);
    const line = text.slice(start, end);
    if (lines) lines.push(line);
    else this.#lines.set(vendor, [line]);
  }

  #patternsOf(vendor: string): readonly Pattern[] {
    let patterns = this.#patterns.get(vendor);
    if (patterns === undefined) {
      patterns = (this.#lines.get(vendor) ?? []).flatMap(line => parsePattern(line) ?? []);
      this.#patterns.set(vendor, patterns);
    }
    return patterns;
  }
}

function parsePattern(line: string): Pattern | null {
  const [alias = '', module = ''] = line.trim().split(' ');
  const match = PATTERN.exec(alias);
  if (!match || !MODULE.test(module)) return null;
  const words = match.slice(1).map(word => (word === '*' ? null : word));
  const takesAny = alias.startsWith('vfio_') && words.every(word => word === null);
  return takesAny ? null : { words, module: module.replaceAll('-', '_') };
}

const isOfPci = (text: string, at: number) => PREFIXES.some(prefix => text.startsWith(prefix, at));

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end;
}

const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
