/** Which stand-in a name gets, by what it names. Names that are common words stay where they give nobody away. */
import type { Ledger, SecretKind } from './ledger.ts';
import type { Names } from './names.ts';
import { hardwareAddress, ipv4Address, ipv6Address, isStandIn, numbered } from './stand-in.ts';
import type { Vocabulary } from './vocabulary.ts';

export class StandIns {
  readonly #ledger: Ledger;
  readonly #names: Names;
  readonly #vocabulary: Vocabulary;

  constructor(ledger: Ledger, names: Names, vocabulary: Vocabulary) {
    this.#ledger = ledger;
    this.#names = names;
    this.#vocabulary = vocabulary;
  }

  /** Gives a user the next number, whenever the name is met. */
  reserveUser(name: string): void {
    if (!isStandIn(name)) this.#ledger.standIn('user name', name, numbered('user'));
  }

  user(name: string): string {
    return this.#replace('user name', name, numbered('user'));
  }

  /** Of somebody who may be no user of the host. */
  person(name: string): string {
    const user = this.#names.users.has(name) ? name : name.toLowerCase();
    if (this.#names.users.has(user)) return this.user(user);
    return this.#replace('user name', name, numbered('person'));
  }

  group(name: string): string {
    return this.#names.users.has(name) ? this.user(name) : this.#replace('group name', name, numbered('group'));
  }

  host(name: string): string {
    return this.#replace('host name', name.toLowerCase(), numbered('host'), name);
  }

  /** A machine that runs on the host. */
  machine(name: string): string {
    return this.#replace('host name', name, numbered('machine'));
  }

  label(name: string): string {
    return this.#vocabulary.has(name) ? name : this.#replace('label', name, numbered('label'));
  }

  uuid(name: string): string {
    // With hyphens, with underscores, escaped for a unit's name or bare: the same UUID.
    const key = name.toLowerCase().replace(/\\x2d|[-_:]/g, '');
    return this.#replace('UUID', key, numbered('uuid'), name);
  }

  volumeGroup(name: string): string {
    return this.#vocabulary.has(name) ? name : this.#replace('volume name', `vg ${name}`, n => `vg${n}`, name);
  }

  logicalVolume(name: string): string {
    return this.#vocabulary.has(name) ? name : this.#replace('volume name', `lv ${name}`, n => `lv${n}`, name);
  }

  volume(name: string): string {
    return this.#replace('volume name', name, numbered('volume'));
  }

  /** A service or scope that somebody named. */
  unit(name: string): string {
    return this.#replace('folder or file', name, numbered('unit'));
  }

  /** A password, key or token. */
  secret(text: string): string {
    return this.#replace('secret', text, numbered('secret'));
  }

  folder(name: string): string {
    const extension = /\.[a-z0-9]{1,5}$/i.exec(name)?.[0] ?? '';
    const isFile = extension !== '' && extension.length < name.length;
    return this.#replace('folder or file', name, n => (isFile ? `file-${n}${extension}` : `folder-${n}`));
  }

  interface(name: string): string {
    return this.#replace('interface name', name, numbered('interface'));
  }

  serial(name: string): string {
    return this.#replace('serial number', name, numbered('serial'));
  }

  /** A disk by its model and serial number in one. */
  disk(name: string): string {
    return this.#replace('serial number', name, numbered('disk'));
  }

  ipv4(address: string): string {
    return this.#replace('network address', address, ipv4Address);
  }

  ipv6(address: string): string {
    return this.#replace('network address', address.toLowerCase(), ipv6Address, address);
  }

  /** @param write makes the text from the address that stands in for `digits`. */
  hardware(text: string, digits: string, write: (address: string) => string): string {
    const address = this.#ledger.standIn('hardware address', digits.toLowerCase(), hardwareAddress);
    return this.#ledger.mark('hardware address', text, write(address));
  }

  #replace(kind: SecretKind, key: string, form: (n: number) => string, before: string = key): string {
    if (isStandIn(before)) return before;
    return this.#ledger.mark(kind, before, this.#ledger.standIn(kind, key, form));
  }
}
