/**
 * Takes out of a snapshot what says whose machine it is, and nothing that a check needs.
 *
 * Removed: names of the host, of people and of groups that people made, home folders and what lies in them, names and
 * labels of volumes and file systems, UUIDs, network and hardware addresses, serial numbers. A name becomes the same
 * stand-in everywhere, so that a mount still leads to its disk. Machine words (drivers, models, classes) stay.
 */

import { isOwnGroup, isOwnUser } from './anonymise/accounts.ts';
import { Cleaner } from './anonymise/cleaner.ts';
import { replaceSerial } from './anonymise/config-serial.ts';
import { Ledger, type Removal } from './anonymise/ledger.ts';
import { collectNames } from './anonymise/names.ts';
import { isNetworkFileSystem } from './anonymise/network-share.ts';
import { standInsIn } from './anonymise/stand-in.ts';
import { Vocabulary } from './anonymise/vocabulary.ts';
import { isKnown, knownOr, type Unknown } from './measured.ts';
import type { HostSnapshot } from './snapshot.ts';

export type { Removal } from './anonymise/ledger.ts';

export type Anonymised = {
  snapshot: HostSnapshot;
  /** What left, kind by kind. Empty: nothing in it named anybody. */
  removed: Removal[];
  /** Names of one or two letters, which in running text cannot be told from other words: they may be left there. */
  shortNames: readonly string[];
  /** Cleans a text that is no part of the snapshot, with the same stand-ins. */
  clean: (text: string) => string;
};

const list = (text: string) => text.trim().split(/\s+/);

/**
 * Parts that hold words of the machine or the system, by their place in the snapshot: `[]` is any item, and what is
 * below a place belongs to it. Everything that is not named here or in `RULES` is swept as running text.
 */
export const MACHINE_WORDS: readonly string[] = list(`
  format version takenAt origin.kind origin.id cpu kernel.lockdown iommu.firmwareTables
  iommu.tableBytes iommu.units iommu.groups[].members iommu.groups[].type iommu.groups[].reservedRegions functions
  storage.blockDevices[].name storage.blockDevices[].number storage.blockDevices[].partitionOf
  storage.blockDevices[].madeOf storage.blockDevices[].functions storage.blockDevices[].raidLevel
  storage.blockDevices[].signature.type storage.mounts[].type storage.mounts[].number storage.btrfs[].devices
  network.interfaces[].function network.interfaces[].kind network.interfaces[].state network.defaultRoutes[].family seat.drmCards
  seat.consoles seat.framebuffers seat.inputs[].function seat.soundCards[].function seat.usbDevices[].port
  seat.usbDevices[].controller seat.barClaims holders.deviceFiles[].functions memory.nodes memory.hugepages
  memory.transparentHugepages memory.swaps[].kind user.launchers[].role user.memlockSettings[].kind
  deviceNodes[].kind security.selinux platform.distribution platform.board platform.loaderInfo
  platform.modules[].name platform.modules[].state platform.libvirtVersion platform.hypervisor
  platform.cgroupControllers qemu[].architecture qemu[].version firmware[].interfaces firmware[].targets
  firmware[].features firmware[].mapping.device firmware[].mapping.executableFormat firmware[].mapping.variablesFormat
  missingNodes[].reason kernelLog.source kernelLog.repeats[].kind
`);

/** How the text at a place is cleaned, where it is more than running text. */
const RULES: Record<string, (cleaner: Cleaner, text: string) => string> = {
  hostName: (cleaner, name) => cleaner.hostName(name),
  'origin.root': (cleaner, path) => cleaner.path(path),
  'storage.blockDevices[].backingFile': (cleaner, path) => cleaner.path(path),
  'storage.blockDevices[].signature.label': (cleaner, label) => cleaner.as.label(label),
  'storage.blockDevices[].signature.uuid': (cleaner, uuid) => cleaner.as.uuid(uuid),
  'storage.mounts[].point': (cleaner, path) => cleaner.path(path),
  'storage.btrfs[].uuid': (cleaner, uuid) => cleaner.as.uuid(uuid),
  'storage.importedPools[]': (cleaner, pool) => cleaner.as.label(pool),
  'network.interfaces[].name': (cleaner, name) => cleaner.interface(name),
  'network.interfaces[].lowers[]': (cleaner, name) => cleaner.interface(name),
  'network.defaultRoutes[].interface': (cleaner, name) => cleaner.interface(name),
  'network.sshSessions[].interface': (cleaner, name) => cleaner.interface(name),
  'seat.inputs[].name': (cleaner, name) => cleaner.product(name),
  'seat.soundCards[].name': (cleaner, name) => cleaner.product(name),
  'seat.usbDevices[].product': (cleaner, name) => cleaner.product(name),
  'memory.cgroupLimits[].path': (cleaner, path) => cleaner.controlGroup(path),
  'holders.processes[].name': (cleaner, name) => cleaner.command(name),
  'user.launchers[].name': (cleaner, name) => cleaner.command(name),
  'security.udevRules[].text': (cleaner, text) => cleaner.rule(text),
  'memory.swaps[].path': (cleaner, path) => cleaner.path(path),
  'user.home': (cleaner, path) => cleaner.path(path),
  'qemu[].path': (cleaner, path) => cleaner.path(path),
  'firmware[].descriptor': (cleaner, path) => cleaner.path(path),
  'firmware[].mapping.executable': (cleaner, path) => cleaner.path(path),
  'firmware[].mapping.variablesTemplate': (cleaner, path) => cleaner.path(path),
  'firmware[].mapping.filename': (cleaner, path) => cleaner.path(path),
};

/** No rule knows every name: a text that anybody typed may hold one in a form of its own. */
export const READ_BEFORE_PUBLISHING =
  'What was not recognised as a name is still in it: read it before you publish it.';

/** A sentence about names that may be left in running text; empty: there are none. */
export function explainShortNames(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const quoted = names.map(name => `"${name}"`).join(', ');
  return [
    `${quoted} ${names.length === 1 ? 'is' : 'are'} too short to be told from other words, and may be left in messages and arguments.`,
  ];
}

type Json = Record<string, unknown>;
type TextRule = (text: string) => string;

export function anonymise(host: HostSnapshot): Anonymised {
  const vocabulary = new Vocabulary(host);
  const names = collectNames(host, vocabulary);
  const ledger = new Ledger(new Set(standInsIn(JSON.stringify(host))));
  const release = knownOr(host.kernel.release, '');
  const versions = knownOr(host.qemu, []).map(qemu => (isKnown(qemu.version) ? qemu.version.text : ''));
  const cleaner = new Cleaner(ledger, names, vocabulary, [release, ...versions]);
  const kept = new Set(MACHINE_WORDS);

  const clean = (text: string, place: string, rule: TextRule) => ledger.settle(rule(text), place);
  const running: TextRule = text => cleaner.text(text);

  function walk(value: unknown, place: string, isKept: boolean): unknown {
    if (typeof value === 'string') {
      if (isKept) return value;
      return clean(value, place, RULES[place] ? text => RULES[place]?.(cleaner, text) ?? text : running);
    }
    if (Array.isArray(value)) return value.map(item => walk(item, `${place}[]`, isKept || kept.has(`${place}[]`)));
    if (typeof value !== 'object' || value === null) return value;
    // A reason names files and programs, wherever it stands.
    if (!isKnown(value)) {
      const gap = value as Unknown;
      const { source, detail } = gap;
      return { ...gap, source: clean(source, place, running), detail: clean(detail, place, running) };
    }
    const own = SIBLINGS[place]?.(cleaner, value as Json) ?? {};
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const below = place === '' ? key : `${place}.${key}`;
        const rule = own[key];
        if (rule && typeof item === 'string') return [key, clean(item, below, rule)];
        return [key, walk(item, below, isKept || kept.has(below))];
      }),
    );
  }

  const snapshot = walk(host, '', false) as HostSnapshot;
  if (isKnown(snapshot.functions))
    for (const fn of snapshot.functions) {
      if (!isKnown(fn.config)) continue;
      fn.config = replaceSerial(fn.config, serial => {
        const after = ledger.standIn('serial number', serial, n => n.toString(16).padStart(16, '0'));
        ledger.record('serial number', serial, (after.match(/../g) ?? []).join('-'), 'functions[].config');
        return Number.parseInt(after, 16);
      });
    }
  const removed = ledger.removals();
  return { snapshot, removed, shortNames: cleaner.shortNames, clean: text => clean(text, '', running) };
}

/** Texts whose rule depends on what stands beside them. */
const SIBLINGS: Record<string, (cleaner: Cleaner, item: Json) => Record<string, TextRule>> = {
  // A sample's title is ours; that of a posted text is the name of somebody's file.
  origin: (cleaner, { kind }) => ({ title: text => (kind === 'sample' ? text : cleaner.fileName(text)) }),
  user: (cleaner, { uid }) => ({
    name: name => (isOwnUser(name, numberOr(uid)) ? cleaner.as.user(name) : cleaner.text(name)),
  }),
  'user.groups[]': groupRules,
  'user.accountGroups[]': groupRules,
  'user.memlockSettings[]': (cleaner, { kind, subject }) =>
    kind === 'pam-limit' && typeof subject === 'string'
      ? {
          subject: text => cleaner.limitSubject(text),
          text: text => {
            const start = text.length - text.trimStart().length;
            if (!text.startsWith(subject, start)) return cleaner.text(text);
            const end = start + subject.length;
            return text.slice(0, start) + cleaner.limitSubject(subject) + cleaner.text(text.slice(end));
          },
        }
      : {},
  'holders.processes[]': (cleaner, { uid }) => ({
    user: name => (isOwnUser(name, numberOr(uid)) ? cleaner.as.user(name) : cleaner.text(name)),
  }),
  'storage.blockDevices[].mapper': (cleaner, { name }) => ({
    name: text => cleaner.volume(text),
    uuid: text => cleaner.mapperUuid(text, typeof name === 'string' ? name : ''),
  }),
  'storage.mounts[]': (cleaner, { type }) => ({
    source: text => {
      if (type === 'zfs') return cleaner.dataSet(text);
      if (isNetworkFileSystem(String(type))) return cleaner.share(text);
      return cleaner.path(text);
    },
  }),
};

function groupRules(cleaner: Cleaner, { gid }: Json): Record<string, TextRule> {
  return {
    name: name =>
      cleaner.isUser(name) || isOwnGroup(name, numberOr(gid)) ? cleaner.as.group(name) : cleaner.text(name),
  };
}

const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null);
