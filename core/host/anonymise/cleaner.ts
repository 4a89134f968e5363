/**
 * Replaces names in texts. Rules run in order, and what one has replaced the next ones do not see (see ledger.ts):
 * paths, values that say what they are (`LABEL=`), forms that are names whatever they name (a UUID), and last the
 * names of this snapshot, as words.
 */
import { isOwnGroup } from './accounts.ts';
import { type Ledger, type SecretKind, withoutMarks } from './ledger.ts';
import type { Names } from './names.ts';
import { splitVolume } from './names.ts';
import { cleanPath, PATHS_IN_TEXT, type PathRules } from './paths.ts';
import {
  hardwareAddress,
  ipv4Address,
  ipv6Address,
  isExampleAddress,
  isStandIn,
  numbered,
  standInsIn,
} from './stand-in.ts';
import type { Vocabulary } from './vocabulary.ts';

const UUID = /(?<![0-9a-z])[0-9a-f]{8}([-_])[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}(?![0-9a-z])/gi;
const ESCAPED_UUID = /(?<![0-9a-z])[0-9a-f]{8}(?:\\x2d[0-9a-f]{4}){3}\\x2d[0-9a-f]{12}(?![0-9a-z])/gi;
const BARE_UUID = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi;
const RAID_UUID = /(?<![0-9a-z:])[0-9a-f]{8}(?::[0-9a-f]{8}){3}(?![0-9a-z:])/gi;
const LVM_UUID = /(?<![0-9a-z])[0-9a-z]{6}-(?:[0-9a-z]{4}-){5}[0-9a-z]{6}(?![0-9a-z])/gi;
const HARDWARE_ADDRESS = /(?<![0-9a-z:.-])[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?![0-9a-z]|[:.-][0-9a-z])/gi;
const EUI64 = /(?<![0-9a-z:.-])[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){6}(?![0-9a-z]|[:.-][0-9a-z])/gi;
const NAMED_BY_ADDRESS = /(?<![0-9a-z])((?:en|wl|ww)x)([0-9a-f]{12})(?![0-9a-z])/gi;
const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)/g;
const IPV6 =
  /(?<![\w:.])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}|(?:[0-9a-f]{1,4}:){2,7}:|::(?:[0-9a-f]{1,4}:){1,6}[0-9a-f]{1,4})(?![\w:])/gi;
const WORLD_WIDE_NAME = /(?<![0-9a-z])(?:eui\.|naa\.|wwn-0x|nguid\.|uuid\.)[0-9a-f]{16,32}(?![0-9a-z])/gi;
const ISCSI_NAME = /(?<![0-9a-z])iqn\.\d{4}-\d{2}\.[\w.:-]+/gi;
const MACHINE_SCOPE = /(?<=\bmachine-(?:qemu|lxc|kvm)?\\x2d(?:\d+\\x2d)?)[^/]+?(?=\.scope)/g;

type Keyed = 'label' | 'uuid' | 'serial' | 'host' | 'user' | 'group' | 'volume' | 'volumes' | 'data set' | 'ip';

const VALUE = '("[^"]*"|[^\\s,:"]+)';
const keyed = (key: string, value = VALUE, flags = 'gi') => new RegExp(`(?<![a-z0-9])(${key})${value}`, flags);

/** `LABEL=`, `ATTR{serial}=="..."`, `systemd.hostname=`: the value is a name by what stands before it. */
const KEYED: readonly (readonly [RegExp, Keyed])[] = [
  [keyed('rd\\.lvm\\.(?:lv|vg)=', '([^\\s,"]+)'), 'volumes'],
  [keyed('rd\\.luks\\.name=[^\\s=]+=|cryptdevice=[^\\s:]+:'), 'volume'],
  [keyed('(?:root|boot)=ZFS=|zfs[:=]', '([^\\s,:"]+)'), 'data set'],
  [keyed('ip='), 'ip'],
  [keyed('(?:PART)?LABEL=|ID_(?:FS|PART_ENTRY)_(?:LABEL|NAME)(?:_ENC)?\\}?={1,2}'), 'label'],
  [keyed('(?:PART)?UUID=|ID_[A-Z_]{0,20}UUID(?:_SUB)?\\}?={1,2}|machine[_-]id='), 'uuid'],
  [keyed('(?:ID_)?(?:serial|wwn|wwid)(?:_short|_number)?\\}?\\s{0,3}(?:={1,2}|:)\\s{0,3}'), 'serial'],
  [keyed('(?:serial(?: ?number| no\\.?)|S/N)\\s{0,3}[:=]?\\s{0,3}', '([A-Z0-9-]*\\d[A-Z0-9-]*)'), 'serial'],
  [keyed('(?:systemd\\.)?(?:host_?name|fqdn)='), 'host'],
  [keyed('OWNER:?="?', '([^\\s,:"]+)', 'g'), 'user'],
  [keyed('GROUP:?="?', '([^\\s,:"]+)', 'g'), 'group'],
];

const NAME_OF_INTERFACE =
  /^(?:lo|(?:en|wl|ww|ib|sl)(?:[osPpnfdbvcaiu]\d+[a-z]?\d*)+|(?:eth|wlan|wwan|usb|br|bond|team|dummy|tun|tap|veth|vnet|virbr|docker|podman|cni|lxcbr|lxdbr|incusbr|vmbr|fwbr|fwpr|fwln|wg|tailscale|zt|ppp|macvtap|macvlan|ipvlan|vlan|vxlan|geneve|sit|gre|gretap|erspan|ip6tnl|tunl|ib|can|ifb|nlmon|bonding_masters)[0-9a-fip]*)(?:-nic)?(?:[.:@]\d+)?$/;

export class Cleaner {
  readonly #ledger: Ledger;
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
    this.#ledger = ledger;
    this.#names = names;
    this.#vocabulary = vocabulary;
    this.#fixed = fixed;
    this.#paths = {
      home: names.home,
      mountPoints: names.mountPoints,
      user: name => this.user(name),
      folder: name => this.folder(name),
      label: name => this.label(name),
      uuid: name => this.uuid(name),
      serial: name => this.#replace('serial number', name, numbered('disk')),
      volume: name => this.volume(name),
      volumePath: (group, volume) => this.volumePath(group, volume),
      isVolumeGroup: name => names.volumeGroups.has(name),
      isGeneric: name => vocabulary.has(name),
    };
    this.#kinds = new Map<string, () => string>([
      ...[...names.volumeGroups].map(name => [name.toLowerCase(), () => this.volumeGroup(name)] as const),
      ...[...names.volumes].map(name => [name.toLowerCase(), () => this.volume(name)] as const),
      ...[...names.labels].map(name => [name.toLowerCase(), () => this.label(name)] as const),
      ...[...names.uuids].map(name => [name.toLowerCase(), () => this.uuid(name)] as const),
      ...[...names.groups].map(name => [name.toLowerCase(), () => this.group(name)] as const),
      ...[...names.hosts].map(name => [name.toLowerCase(), () => this.host(name)] as const),
      ...[...names.users].map(name => [name.toLowerCase(), () => this.user(name)] as const),
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
      .replace(/\p{Lu}\p{L}+(?=['’]s\b)/gu, name => this.#replace('user name', name, numbered('person')))
      .replace(/(?<![\p{L}\p{N}])(?=[A-Z0-9]*[A-Z])(?:[A-Z0-9]*\d){6}[A-Z0-9]*(?![\p{L}\p{N}])/gu, word =>
        word.length < 10 ? word : this.#serial(word),
      );
    return this.#running(text);
  }

  interface(given: string): string {
    const name = this.#forms(withoutMarks(given));
    if (name !== given || NAME_OF_INTERFACE.test(name) || isStandIn(name) || /^(?:en|wl|ww)x[0-9a-f]{12}$/.test(name))
      return name;
    return this.#replace('interface name', name, numbered('interface'));
  }

  user(name: string): string {
    return this.#replace('user name', name, numbered('user'));
  }

  group(name: string): string {
    return this.#names.users.has(name) ? this.user(name) : this.#replace('group name', name, numbered('group'));
  }

  host(name: string): string {
    return this.#replace('host name', name.toLowerCase(), numbered('host'), name);
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

  volumePath(group: string, volume: string): [group: string, volume: string] {
    const isKept = this.#vocabulary.has(volume) || isStandIn(volume);
    return [
      this.volumeGroup(group),
      isKept ? volume : this.#replace('volume name', `lv ${volume}`, n => `lv${n}`, volume),
    ];
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
    return swept === name ? this.#replace('volume name', name, numbered('volume')) : this.#sweep(swept);
  }

  /** `CRYPT-LUKS2-<uuid>-<name>`, `LVM-<ids>`: the kind stays. */
  mapperUuid(given: string, name: string): string {
    const [, kind = '', id = ''] =
      /^((?:[A-Z][A-Z0-9_]*-){0,2}|(?:part\d+-)?mpath-)(.*)$/s.exec(withoutMarks(given)) ?? [];
    const own = id.endsWith(`-${name}`) ? id.slice(0, -name.length - 1) : null;
    if (own !== null) return `${kind}${own === '' ? '' : this.uuid(own)}-${this.volume(name)}`;
    return kind + (id === '' || isStandIn(id) ? id : this.uuid(id));
  }

  folder(name: string): string {
    const extension = /\.[a-z0-9]{1,5}$/i.exec(name)?.[0] ?? '';
    const isFile = extension !== '' && extension.length < name.length;
    return this.#replace('folder or file', name, n => (isFile ? `file-${n}${extension}` : `folder-${n}`));
  }

  isUser(name: string): boolean {
    return this.#names.users.has(name);
  }

  hostName(name: string): string {
    return name === 'localhost' ? name : this.host(name);
  }

  /** The first field of a line of limits.conf: `ada`, `@vfio`, `*`, `1000:`. */
  limitSubject(subject: string): string {
    const [, sign = '', name = ''] = /^([@%]?)(.*)$/s.exec(withoutMarks(subject)) ?? [];
    if (name === '' || /^[*\d:]/.test(name) || name === 'root' || isStandIn(name)) return subject;
    if (this.isUser(name)) return sign + this.user(name);
    if (sign !== '') return sign + (isOwnGroup(name, null) ? this.group(name) : name);
    return this.#vocabulary.has(name) || !isOwnGroup(name, null) ? name : this.user(name);
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
        return this.label(name);
      case 'uuid': {
        // `luks-<uuid>`: the same UUID as elsewhere. Those of FAT and of MBR partitions have a form of their own.
        const named = this.#forms(name);
        return named === name && standInsIn(name).length === 0 ? this.uuid(name) : named;
      }
      case 'serial':
        return this.#serial(name);
      case 'host':
        return this.host(name);
      case 'user':
        return this.#names.users.has(name) ? this.user(name) : name;
      case 'group':
        return this.#names.users.has(name) || this.#names.groups.has(name) ? this.group(name) : name;
      case 'volume':
        return this.volume(name);
      case 'volumes': {
        const [group = '', volume] = name.split('/');
        if (volume === undefined) return this.volumeGroup(group);
        return this.volumePath(group, volume).join('/');
      }
      case 'data set':
        return this.dataSet(name);
      case 'ip':
        return name;
    }
  }

  /** `tank/home`: the pool is named as the label that its disks carry. */
  dataSet(name: string): string {
    const [pool = '', ...sets] = name.split('/');
    return [this.label(pool), ...sets.map(set => (this.#paths.isGeneric(set) ? set : this.folder(set)))].join('/');
  }

  /** `nas:/export`, `//nas/share`, `ada@nas:`. */
  share(given: string): string {
    const [, slashes = '', user = '', server = '', rest = ''] =
      /^(\/\/)?(?:([^@/:]+)@)?(\[[^\]]*\]|[^/:]+)(.*)$/s.exec(withoutMarks(given)) ?? [];
    if (server === '') return this.path(given);
    const named = this.#forms(server);
    const host = named === server ? this.host(server) : named;
    const path = rest.replace(/[^/:]+/g, name => (this.#paths.isGeneric(name) ? name : this.folder(name)));
    return `${slashes}${user === '' ? '' : `${this.user(user)}@`}${host}${path}`;
  }

  #serial(name: string): string {
    return this.#replace('serial number', name, numbered('serial'));
  }

  #forms(given: string): string {
    let text = given;
    if (!/[0-9a-f]/i.test(text)) return text;
    for (const pattern of [UUID, ESCAPED_UUID, BARE_UUID, RAID_UUID, LVM_UUID])
      text = text.replace(pattern, name => this.uuid(name));
    text = text
      .replace(WORLD_WIDE_NAME, name => this.#serial(name))
      .replace(ISCSI_NAME, name => this.#replace('host name', name, numbered('host')))
      .replace(MACHINE_SCOPE, name => (isStandIn(name) ? name : this.#replace('host name', name, numbered('machine'))))
      .replace(NAMED_BY_ADDRESS, (whole, kind: string, digits: string) =>
        digits.startsWith('020000')
          ? whole
          : this.#mark('hardware address', whole, kind + this.#hardware(digits).replaceAll(':', '')),
      );
    if (text.includes(':') || text.includes('-'))
      text = text
        .replace(EUI64, name => this.#serial(name))
        .replace(HARDWARE_ADDRESS, name =>
          isExampleAddress(name)
            ? name
            : this.#mark('hardware address', name, this.#hardware(name.replace(/[:-]/g, ''))),
        );
    if (text.includes('::') || text.split(':').length > 7)
      text = text.replace(IPV6, name =>
        isExampleAddress(name) ? name : this.#replace('network address', name.toLowerCase(), ipv6Address, name),
      );
    return text.replace(IPV4, name =>
      isExampleAddress(name) || this.#fixed.some(one => one.includes(name))
        ? name
        : this.#replace('network address', name, ipv4Address),
    );
  }

  #hardware(digits: string): string {
    return this.#ledger.standIn('hardware address', digits.toLowerCase(), hardwareAddress);
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

  #replace(kind: SecretKind, key: string, form: (n: number) => string, before: string = key): string {
    if (isStandIn(before)) return before;
    return this.#mark(kind, before, this.#ledger.standIn(kind, key, form));
  }

  #mark(kind: SecretKind, before: string, after: string): string {
    return this.#ledger.mark(kind, before, after);
  }
}

function alternatives(names: readonly string[], before: string, after: string): RegExp | null {
  return names.length === 0 ? null : new RegExp(`${before}(?:${anyOf(names)})${after}`, 'giu');
}

/** Behind `user=` and the like, or on either side of an `@`: there even a short or common name is a name. */
function atName(all: readonly string[]): RegExp | null {
  const names = all.filter(name => !/^\p{N}+$/u.test(name));
  if (names.length === 0) return null;
  const any = anyOf(names);
  return new RegExp(
    `(?<=(?<![\\p{L}\\p{N}])(?:user|login|host|hostname)[=:]"?|[\\w.-]@)(?:${any})(?![\\p{L}\\p{N}])|(?<![\\p{L}\\p{N}.-])(?:${any})(?=@(?!\\d)[\\w.-])`,
    'giu',
  );
}

/** The longest first, so that no name is found inside another. */
function anyOf(names: readonly string[]): string {
  return [...names]
    .sort((a, b) => b.length - a.length)
    .map(name => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('|');
}
