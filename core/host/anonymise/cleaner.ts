/**
 * Replaces names in texts. Rules run in order, and what one has replaced the next ones do not see (see ledger.ts):
 * paths, values that say what they are (`LABEL=`), forms that are names whatever they name (a UUID), and last the
 * names of this snapshot, as words.
 */
import { isOwnGroup } from './accounts.ts';
import { cleanForms } from './clean-forms.ts';
import { cleanControlGroup } from './control-group.ts';
import { EMAIL, END_OF_UNIT, KEYED, type Keyed, NAME_OF_INTERFACE } from './forms.ts';
import { type Ledger, withoutMarks } from './ledger.ts';
import { alternatives, atName } from './name-patterns.ts';
import type { Names } from './names.ts';
import { splitVolume } from './names.ts';
import { splitShare } from './network-share.ts';
import { cleanPath, PATHS_IN_TEXT, type PathRules } from './paths.ts';
import { cleanProduct, PRODUCT_IN_TEXT } from './product.ts';
import { cleanSecrets } from './secrets.ts';
import { ShortNames } from './short-names.ts';
import { isExampleAddress, isStandIn, standInsIn } from './stand-in.ts';
import { StandIns } from './stand-ins.ts';
import { cleanUrls } from './urls.ts';
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
  readonly #short: ShortNames;

  /** @param fixed texts such as kernel releases, in which four numbers are no address. */
  constructor(ledger: Ledger, names: Names, vocabulary: Vocabulary, fixed: readonly string[]) {
    this.as = new StandIns(ledger, names, vocabulary);
    this.#names = names;
    this.#vocabulary = vocabulary;
    this.#fixed = fixed.filter(text => /^\d/.test(text));
    this.#paths = {
      home: names.home,
      mountPoints: names.mountPoints,
      ownMounts: names.ownMounts,
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
      ...[...names.persons].map(name => [name.toLowerCase(), () => this.as.person(name)] as const),
      ...[...names.groups].map(name => [name.toLowerCase(), () => this.as.group(name)] as const),
      ...[...names.hosts].map(name => [name.toLowerCase(), () => this.as.host(name)] as const),
      ...[...names.users].map(name => [name.toLowerCase(), () => this.as.user(name)] as const),
    ]);
    const asWords = [...this.#kinds.keys()].filter(name => this.#isTelling(name));
    const asParts = asWords.filter(name => name.length >= 6 && !vocabulary.holds(name));
    this.#words = alternatives(asWords, '(?<![\\p{L}\\p{N}])', '(?![\\p{L}\\p{N}])');
    this.#inside = alternatives(asParts, '', '');
    this.#atName = atName([...names.users, ...names.hosts]);
    // Whoever scanned is the first, wherever other names stand.
    for (const name of [...names.users].slice(0, 1)) this.as.reserveUser(name);
    this.#short = new ShortNames([...names.users], vocabulary, name => this.as.user(name));
  }

  /** Running text: a message, an argument, a rule, a line of a log. */
  text(given: string): string {
    return this.#running(withoutMarks(given));
  }

  #running(given: string): string {
    const owned = given.replace(PRODUCT_IN_TEXT, name => cleanProduct(name, this.as));
    const open = cleanUrls(
      cleanSecrets(owned, {
        user: name => (name === 'root' ? name : this.as.user(name)),
        secret: text => this.as.secret(text),
        isGeneric: text => this.#vocabulary.has(text),
      }),
      name => this.#server(name),
    );
    const text = open.includes('/')
      ? open.replace(PATHS_IN_TEXT, path => this.#short.inPath(cleanPath(path, this.#paths, 'text')))
      : open;
    return this.#named(text);
  }

  #named(given: string): string {
    const text = this.#emails(this.#forms(this.#keyed(given)));
    return this.#sweep(this.#atName ? text.replace(this.#atName, name => this.#byName(name)) : text);
  }

  /** A text that is one path: a mount point, a swap file. */
  path(given: string): string {
    const path = withoutMarks(given);
    if (!path.startsWith('/')) return this.#running(path);
    return this.#named(this.#short.inPath(cleanPath(path, this.#paths, 'path')));
  }

  product(given: string): string {
    return this.#running(cleanProduct(this.#short.inName(withoutMarks(given)), this.as));
  }

  /** What a program calls itself. */
  command(given: string): string {
    return this.#running(this.#short.inName(withoutMarks(given)));
  }

  controlGroup(given: string): string {
    const isGeneric = (name: string) => isStandIn(name) || this.#vocabulary.has(name);
    return this.#running(
      cleanControlGroup(withoutMarks(given), {
        machine: name => this.as.machine(name),
        unit: name => this.as.unit(name),
        isGeneric,
      }),
    );
  }

  /** A rule of udev: a remark behind it is addressed to people, not to udev. */
  rule(given: string): string {
    let isQuoted = false;
    for (let at = 0; at < given.length; at++) {
      if (given[at] === '"') isQuoted = !isQuoted;
      if (given[at] === '#' && !isQuoted) return this.text(given.slice(0, at).trimEnd());
    }
    return this.text(given);
  }

  /** A file that somebody named, by its name alone. */
  fileName(given: string): string {
    const name = withoutMarks(given).replace(/^.*[/\\]/s, '');
    return isStandIn(name) || this.#vocabulary.has(name) ? name : this.as.folder(name);
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

  /** Names that no rule can tell from other words in running text. */
  get shortNames(): readonly string[] {
    return this.#short.names;
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
    if (name === '' || /^(?:\*|[\d:]+$)/.test(name) || name === 'root' || isStandIn(name)) return subject;
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
        if (!/[\p{L}\p{N}]/u.test(name) || isStandIn(name) || /[\u{f0000}-\u{10fffd}]/u.test(name)) return whole;
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
      case 'subvolume':
        return name.replace(/[^/]+/g, part => {
          const [, at = '', own = ''] = /^(@?)(.*)$/s.exec(part) ?? [];
          return own === '' || isStandIn(own) || this.#paths.isGeneric(own) ? part : at + this.as.folder(own);
        });
      case 'server':
        return this.#server(name);
      case 'ip': {
        // client:server:gateway:netmask:hostname:device:...; Linux Documentation/admin-guide/nfs/nfsroot.rst.
        // An address of IPv6 stands in brackets.
        let field = 0;
        return (name.match(/\[[^\]]*\]?|[^:[]+|:/g) ?? [])
          .map(part => {
            if (part === ':') field++;
            return part !== ':' && field === 4 ? this.as.host(part) : part;
          })
          .join('');
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

  /** A machine by its name or its address. */
  #server(name: string): string {
    const named = this.#forms(name);
    if (named !== name || isExampleAddress(name.replace(/^\[/, '')) || /^localhost$/i.test(name)) return named;
    return this.as.host(name);
  }

  /** `nas:/export`, `//nas/share`, `ada@nas:`. */
  share(given: string): string {
    const { slashes, user, server, rest } = splitShare(withoutMarks(given));
    if (server === '') return this.path(given);
    const host = this.#server(server);
    const path = rest.replace(/[^/:]+/g, name => (this.#paths.isGeneric(name) ? name : this.as.folder(name)));
    return `${slashes}${user === '' ? '' : `${this.as.user(user)}@`}${host}${path}`;
  }

  #forms(text: string): string {
    return cleanForms(text, this.as, this.#fixed);
  }

  #emails(text: string): string {
    if (!text.includes('@')) return text;
    return text.replace(EMAIL, (whole, name: string, domain: string) => {
      if (END_OF_UNIT.test(domain)) return whole;
      return this.isUser(name) ? `${this.as.user(name)}@${this.as.host(domain)}` : this.as.person(whole);
    });
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
