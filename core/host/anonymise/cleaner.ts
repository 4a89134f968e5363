/**
 * Replaces names in texts. Rules run in order, and what one has replaced the next ones do not see (see ledger.ts):
 * paths, values that say what they are (`LABEL=`), forms that are names whatever they name (a UUID), and last the
 * names of this snapshot, as words.
 */
import { isOwnGroup } from './accounts.ts';
import {
  BARE_UUID,
  ESCAPED_UUID,
  EUI64,
  HARDWARE_ADDRESS,
  IPV4,
  IPV6,
  ISCSI_NAME,
  KEYED,
  type Keyed,
  LVM_UUID,
  MACHINE_SCOPE,
  NAME_OF_INTERFACE,
  NAMED_BY_ADDRESS,
  RAID_UUID,
  UUID,
  WORLD_WIDE_NAME,
} from './forms.ts';
import { type Ledger, withoutMarks } from './ledger.ts';
import { alternatives, atName } from './name-patterns.ts';
import type { Names } from './names.ts';
import { splitVolume } from './names.ts';
import { cleanPath, PATHS_IN_TEXT, type PathRules } from './paths.ts';
import { isExampleAddress, isStandIn, standInsIn } from './stand-in.ts';
import { StandIns } from './stand-ins.ts';
import type { Vocabulary } from './vocabulary.ts';

export class Cleaner {
  /** Stand-ins for names whose kind the caller knows. */
  readonly as: StandIns;
  readonly #names: Names;
  readonly #vocabulary: Vocabulary;
  readonly #fixed: readonly string[];
  readonly #paths: PathRules;
  readonly #words: RegExp | null;
  readonly #inside: RegExp | null;
  readonly #kinds: ReadonlyMap<string, () => string>;
  readonly #atName: RegExp | null;

  /** @param fixed texts such as kernel releases, in which four numbers are no address. */
  constructor(ledger: Ledger, names: Names, vocabulary: Vocabulary, fixed: readonly string[]) {
    this.as = new StandIns(ledger, names, vocabulary);
    this.#names = names;
    this.#vocabulary = vocabulary;
    this.#fixed = fixed;
    this.#paths = {
      home: names.home,
      mountPoints: names.mountPoints,
      user: name => this.as.user(name),
      folder: name => this.as.folder(name),
      label: name => this.as.label(name),
      uuid: name => this.as.uuid(name),
      serial: name => this.as.disk(name),
      volume: name => this.volume(name),
      volumePath: (group, volume) => this.volumePath(group, volume),
      isVolumeGroup: name => names.volumeGroups.has(name),
      isGeneric: name => vocabulary.has(name),
    };
    this.#kinds = new Map<string, () => string>([
      ...[...names.volumeGroups].map(name => [name.toLowerCase(), () => this.as.volumeGroup(name)] as const),
      ...[...names.volumes].map(name => [name.toLowerCase(), () => this.volume(name)] as const),
      ...[...names.labels].map(name => [name.toLowerCase(), () => this.as.label(name)] as const),
      ...[...names.uuids].map(name => [name.toLowerCase(), () => this.as.uuid(name)] as const),
      ...[...names.groups].map(name => [name.toLowerCase(), () => this.as.group(name)] as const),
      ...[...names.hosts].map(name => [name.toLowerCase(), () => this.as.host(name)] as const),
      ...[...names.users].map(name => [name.toLowerCase(), () => this.as.user(name)] as const),
    ]);
    const asWords = [...this.#kinds.keys()].filter(name => this.#isTelling(name));
    const asParts = asWords.filter(name => name.length >= 6 && !vocabulary.holds(name));
    this.#words = alternatives(asWords, '(?<![\\p{L}\\p{N}])', '(?![\\p{L}\\p{N}])');
    this.#inside = alternatives(asParts, '', '');
    this.#atName = atName([...names.users, ...names.hosts]);
  }

  /** Running text: a message, an argument, a rule, a line of a log. */
  text(given: string): string {
    return this.#running(withoutMarks(given));
  }

  #running(given: string): string {
    const text = given.includes('/')
      ? given.replace(PATHS_IN_TEXT, path => cleanPath(path, this.#paths, 'text'))
      : given;
    return this.#named(text);
  }

  #named(given: string): string {
    const text = this.#forms(this.#keyed(given));
    return this.#sweep(this.#atName ? text.replace(this.#atName, name => this.#byName(name)) : text);
  }

  /** A text that is one path: a mount point, a swap file. */
  path(given: string): string {
    const path = withoutMarks(given);
    return this.#named(path.startsWith('/') ? cleanPath(path, this.#paths, 'path') : path);
  }

  /** What a product calls itself: its owner may have named it, and some add their serial number. */
  product(given: string): string {
    const text = withoutMarks(given)
      .replace(/(?<!\p{L})\p{Lu}\p{L}+(?=['’]s\b)/gu, name => this.as.person(name))
      .replace(/(?<![\p{L}\p{N}])[A-Z0-9]{10,}(?![\p{L}\p{N}])/gu, word =>
        /[A-Z]/.test(word) && word.replace(/\D/g, '').length >= 6 ? this.as.serial(word) : word,
      );
    return this.#running(text);
  }

  interface(given: string): string {
    const name = this.#forms(withoutMarks(given));
    if (name !== given || NAME_OF_INTERFACE.test(name) || isStandIn(name) || /^(?:en|wl|ww)x[0-9a-f]{12}$/.test(name))
      return name;
    return this.as.interface(name);
  }

  volumePath(group: string, volume: string): [group: string, volume: string] {
    return [this.as.volumeGroup(group), this.as.logicalVolume(volume)];
  }

  /** A name of device-mapper: `fedora-root`, `luks-2f6c...`, `cryptroot`. */
  volume(name: string): string {
    if (this.#vocabulary.has(name) || isStandIn(name)) return name;
    const split = splitVolume(name);
    if (split && this.#names.volumeGroups.has(split.group)) {
      const [group, volume] = this.volumePath(split.group, split.volume);
      return `${group}-${volume.replaceAll('-', '--')}${split.layer}`;
    }
    const swept = this.#forms(name);
    return swept === name ? this.as.volume(name) : this.#sweep(swept);
  }

  /** `CRYPT-LUKS2-<uuid>-<name>`, `LVM-<ids>`: the kind stays. */
  mapperUuid(given: string, name: string): string {
    const [, kind = '', id = ''] =
      /^((?:[A-Z][A-Z0-9_]*-){0,2}|(?:part\d+-)?mpath-)(.*)$/s.exec(withoutMarks(given)) ?? [];
    const own = id.endsWith(`-${name}`) ? id.slice(0, -name.length - 1) : null;
    if (own !== null) return `${kind}${own === '' ? '' : this.as.uuid(own)}-${this.volume(name)}`;
    return kind + (id === '' || isStandIn(id) ? id : this.as.uuid(id));
  }

  isUser(name: string): boolean {
    return this.#names.users.has(name);
  }

  hostName(name: string): string {
    return name === 'localhost' ? name : this.as.host(name);
  }

  /** The first field of a line of limits.conf: `ada`, `@vfio`, `*`, `1000:`. */
  limitSubject(subject: string): string {
    const [, sign = '', name = ''] = /^([@%]?)(.*)$/s.exec(withoutMarks(subject)) ?? [];
    if (name === '' || /^[*\d:]/.test(name) || name === 'root' || isStandIn(name)) return subject;
    if (this.isUser(name)) return sign + this.as.user(name);
    if (sign !== '') return sign + (isOwnGroup(name, null) ? this.as.group(name) : name);
    return this.#vocabulary.has(name) || !isOwnGroup(name, null) ? name : this.as.user(name);
  }

  #keyed(given: string): string {
    let text = given;
    if (!/[=:]|serial|S\/N/i.test(text)) return text;
    for (const [pattern, kind] of KEYED) {
      text = text.replace(pattern, (whole, key: string, value: string) => {
        const name = value.replace(/^"|"$/g, '');
        if (name === '' || isStandIn(name) || /[\u{f0000}-\u{10fffd}]/u.test(name)) return whole;
        return key + value.replace(name, () => this.#asKeyed(kind, name));
      });
    }
    return text;
  }

  #asKeyed(kind: Keyed, name: string): string {
    switch (kind) {
      case 'label':
        return this.as.label(name);
      case 'uuid': {
        // `luks-<uuid>`: the same UUID as elsewhere. Those of FAT and of MBR partitions have a form of their own.
        const named = this.#forms(name);
        return named === name && standInsIn(name).length === 0 ? this.as.uuid(name) : named;
      }
      case 'serial':
        return this.as.serial(name);
      case 'host':
        return this.as.host(name);
      case 'user':
        return this.#names.users.has(name) ? this.as.user(name) : name;
      case 'group':
        return this.#names.users.has(name) || this.#names.groups.has(name) ? this.as.group(name) : name;
      case 'volume':
        return this.volume(name);
      case 'volumes': {
        const [group = '', volume] = name.split('/');
        if (volume === undefined) return this.as.volumeGroup(group);
        return this.volumePath(group, volume).join('/');
      }
      case 'data set':
        return this.dataSet(name);
      case 'ip': {
        // client:server:gateway:netmask:hostname:device:...; Linux Documentation/admin-guide/nfs/nfsroot.rst.
        const parts = name.split(':');
        if (parts[4]) parts[4] = this.as.host(parts[4]);
        return parts.join(':');
      }
    }
  }

  /** `tank/home`: the pool is named as the label that its disks carry. */
  dataSet(name: string): string {
    const [pool = '', ...sets] = name.split('/');
    return [this.as.label(pool), ...sets.map(set => (this.#paths.isGeneric(set) ? set : this.as.folder(set)))].join(
      '/',
    );
  }

  /** `nas:/export`, `//nas/share`, `ada@nas:`. */
  share(given: string): string {
    const [, slashes = '', user = '', server = '', rest = ''] =
      /^(\/\/)?(?:([^@/:]+)@)?(\[[^\]]*\]|[^/:]+)(.*)$/s.exec(withoutMarks(given)) ?? [];
    if (server === '') return this.path(given);
    const named = this.#forms(server);
    const host = named === server ? this.as.host(server) : named;
    const path = rest.replace(/[^/:]+/g, name => (this.#paths.isGeneric(name) ? name : this.as.folder(name)));
    return `${slashes}${user === '' ? '' : `${this.as.user(user)}@`}${host}${path}`;
  }

  #forms(given: string): string {
    let text = given;
    if (!/[0-9a-f]/i.test(text)) return text;
    for (const pattern of [UUID, ESCAPED_UUID, BARE_UUID, RAID_UUID, LVM_UUID])
      text = text.replace(pattern, name => this.as.uuid(name));
    text = text
      .replace(WORLD_WIDE_NAME, name => this.as.serial(name))
      .replace(ISCSI_NAME, name => this.as.host(name))
      .replace(MACHINE_SCOPE, name => (isStandIn(name) ? name : this.as.machine(name)))
      .replace(NAMED_BY_ADDRESS, (whole, kind: string, digits: string) =>
        digits.startsWith('020000')
          ? whole
          : this.as.hardware(whole, digits, address => kind + address.replaceAll(':', '')),
      );
    if (text.includes(':') || text.includes('-'))
      text = text
        .replace(EUI64, name => this.as.serial(name))
        .replace(HARDWARE_ADDRESS, name =>
          isExampleAddress(name) ? name : this.as.hardware(name, name.replace(/[:-]/g, ''), address => address),
        );
    if (text.includes('::') || text.split(':').length > 7)
      text = text.replace(IPV6, name => (isExampleAddress(name) ? name : this.as.ipv6(name)));
    return text.replace(IPV4, name =>
      isExampleAddress(name) || this.#fixed.some(one => one.includes(name)) ? name : this.as.ipv4(name),
    );
  }

  #sweep(given: string): string {
    let text = given;
    if (this.#words) text = text.replace(this.#words, name => this.#byName(name));
    if (this.#inside) text = text.replace(this.#inside, name => this.#byName(name));
    return text;
  }

  #byName(name: string): string {
    return this.#kinds.get(name.toLowerCase())?.() ?? name;
  }

  /** A name that may be looked for in running text, because there it can mean nothing else. */
  #isTelling(name: string): boolean {
    return name.length >= 3 && !/^\p{N}+$/u.test(name) && !this.#vocabulary.has(name);
  }
}
