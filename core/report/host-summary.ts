/** A host in short: what matters for assignment, as rows of a name and a line. The terminal and the report show the same. */
import { isKnown, knownOr, type Measured } from '../host/measured.ts';
import { isBeyondPosts } from '../host/posted-text.ts';
import type { HostSnapshot, IommuUnit } from '../host/snapshot.ts';
import { unitAbilities } from '../iommu/unit-abilities.ts';
import { formatBytes, formatLimit } from '../memory/format-bytes.ts';
import { type MemlockWay, memlockWays } from '../memory/memlock-ways.ts';
import { decideBootLoader } from '../platform/boot-loader.ts';

export type SummaryRow = { name: string; value: string };

/** The value in words, or why there is none. */
export function show<T>(fact: Measured<T>, format: (value: T) => string = String): string {
  if (isKnown(fact)) return format(fact);
  return isBeyondPosts(fact)
    ? 'not told'
    : `could not measure: ${fact.source} (${[fact.unknown, fact.detail].filter(Boolean).join(', ')})`;
}

export function summarizeHost(host: HostSnapshot): SummaryRow[] {
  const { kernel, user } = host;
  const rows: Row[] = [
    ['Host', origin(host)],
    ['Machine', machine(host), host.platform.board],
    ['System', system(host), host.platform.distribution],
    ['Kernel', `${show(kernel.release)}; lockdown: ${show(kernel.lockdown)}`, kernel.release],
    ['Arguments', show(kernel.commandLine, words => words.join(' ')), kernel.commandLine],
    ['Boot loader', bootLoader(host), host.platform.loaderInfo],
    ['Processor', processor(host), host.cpu.model],
    ['IOMMU', iommu(host)],
    ...units(host),
    ['Groups', groups(host), knownOr(host.iommu.groups, [])[0]?.type],
    ['Memory', memory(host), host.memory.totalBytes],
    ['Huge pages', hugepages(host), host.memory.nodes],
    [
      'User',
      `${show(user.name, name => name ?? 'no name')} (${show(user.uid)}), groups: ${show(user.groups, all => all.map(group => group.name ?? group.gid).join(' '))}`,
      user.name,
    ],
    ...lockedMemory(host),
    ['Security', security(host), host.security.selinux],
    [
      'Nodes',
      show(
        host.deviceNodes,
        nodes => nodes.map(node => `${node.path} ${node.mode.toString(8).padStart(4, '0')}`).join(', ') || 'none',
      ),
      host.deviceNodes,
    ],
    [
      'QEMU',
      show(
        host.qemu,
        list => list.map(qemu => `${qemu.path} ${show(qemu.version, version => version.text)}`).join(', ') || 'none',
      ),
      host.qemu,
    ],
    [
      'Firmware',
      show(host.firmware, builds => builds.map(build => build.description).join('; ') || 'none'),
      host.firmware,
    ],
    ...host.unreadable.map(({ source, detail }): Row => ['Not read', `${source}: ${detail}`]),
  ];
  return withoutUntold(rows).map(([name, value]) => ({ name, value }));
}

/** The third is the fact that the row is about, where it is about one. */
type Row = [name: string, value: string, about?: unknown];

/** A posted text cannot hold most of this: one line says so for all. */
function withoutUntold(rows: readonly Row[]): Row[] {
  const isUntold = ([, , about]: Row) => !isKnown(about) && isBeyondPosts(about);
  const names = rows
    .filter(isUntold)
    .flatMap(([name]) => (name === '' || name === 'Groups' ? [] : [name === 'QEMU' ? name : name.toLowerCase()]));
  const told = rows.filter(row => !isUntold(row));
  return names.length === 0 ? told : [...told, ['Not told', `a posted text holds nothing about: ${names.join(', ')}`]];
}

function origin({ origin: from, hostName }: HostSnapshot): string {
  switch (from.kind) {
    case 'live':
      return show(hostName);
    case 'recorded':
      return `${show(hostName)} (recorded in ${from.root})`;
    case 'sample':
      return `sample host: ${from.title}`;
    case 'posted':
      return `posted text: ${from.title}`;
  }
}

function machine({ platform }: HostSnapshot): string {
  const board = show(platform.board, ({ systemVendor, systemProduct, boardName, firmwareVersion, firmwareDate }) =>
    [
      [systemVendor, systemProduct].filter(Boolean).join(' ') || 'unnamed',
      boardName === null || boardName === systemProduct ? '' : `board ${boardName}`,
      firmwareVersion === null
        ? ''
        : `firmware ${[firmwareVersion, firmwareDate && `of ${firmwareDate}`].filter(Boolean).join(' ')}`,
    ]
      .filter(Boolean)
      .join(', '),
  );
  const inside = knownOr(platform.hypervisor, null);
  return inside === null
    ? board
    : `${board}; itself a guest of ${inside === 'unidentified' ? 'a hypervisor that nothing names' : inside}`;
}

type Distribution = { name: string; version: string | null; variant: string | null };

/** The name is PRETTY_NAME, which mostly has the version in it. */
function nameSystem({ name, version, variant }: Distribution): string {
  const known = ` ${name.replaceAll('(', '')}`;
  const isNew = (word: string | null) => word !== null && !known.includes(` ${word}`);
  return [name, ...[version, variant].filter(isNew)].join(' ');
}

function system({ platform }: HostSnapshot): string {
  return [
    show(platform.distribution, nameSystem),
    `booted by ${show(platform.isUefi, isUefi => (isUefi ? 'UEFI' : 'BIOS'))}`,
    `libvirt: ${show(platform.libvirtVersion, version => version ?? 'none')}`,
  ].join('; ');
}

function bootLoader(host: HostSnapshot): string {
  const loader = decideBootLoader(host);
  const said = knownOr(host.platform.loaderInfo, null);
  const own = said === null ? '' : ` (${said})`;
  switch (loader.verdict) {
    case 'known':
      return `${loader.name}${own}`;
    case 'ambiguous':
      return `${loader.candidates.map(candidate => candidate.name).join(' or ')}${own}`;
    case 'unknown':
      return `not recognised${own}`;
  }
}

function processor({ cpu }: HostSnapshot): string {
  return `${show(cpu.model)}, ${show(cpu.logicalCpus, cpus => `${cpus.length} logical`)}, ${show(cpu.physicalAddressBits, bits => `${bits} address bits`)}`;
}

function iommu({ iommu: { units: all, groups: list, firmwareTables, interruptRemapping } }: HostSnapshot): string {
  const count = show(list, found => `${found.length} ${found.length === 1 ? 'group' : 'groups'}`);
  if (!isKnown(all) && isBeyondPosts(all)) return count;
  return [
    show(all, found => (found.length === 0 ? 'no unit' : `${found.length} ${found.length === 1 ? 'unit' : 'units'}`)),
    count,
    `firmware tables: ${show(firmwareTables, tables => tables.join(', ') || 'none')}`,
    `interrupt remapping ${show(interruptRemapping, isOn => (isOn ? 'on' : 'off'))}`,
  ].join('; ');
}

function units({ iommu: { units: all } }: HostSnapshot): [string, string][] {
  return knownOr(all, []).map(unit => [`  ${unit.name}`, describeUnit(unit)]);
}

function describeUnit(unit: IommuUnit): string {
  const abilities = unitAbilities(unit);
  const words = abilities
    ? [
        abilities.superpages.length > 0 ? `pages of ${abilities.superpages.join(' and ')}` : '4 KiB pages only',
        abilities.canRemapInterrupts ? 'remaps interrupts' : 'cannot remap interrupts',
        abilities.canPostInterrupts ? 'posts interrupts' : '',
        abilities.hasDeviceTlb ? 'ATS' : '',
        abilities.hasPageRequests ? 'PRI' : '',
        abilities.pasidBits > 0 ? `PASID ${abilities.pasidBits} bits` : '',
        abilities.isScalable ? 'scalable mode' : '',
        abilities.canNest ? 'nested translation' : '',
        abilities.canTrackDirty ? 'dirty tracking' : '',
        abilities.isVirtual ? 'virtual' : '',
      ]
    : [];
  const width = show(unit.addressWidthBits, bits => (bits === null ? 'width not published' : `${bits}-bit addresses`));
  return [unit.vendor, width, ...words].filter(Boolean).join(', ');
}

function groups({ iommu: { groups: all } }: HostSnapshot): string {
  return show(all, list => {
    const types = Map.groupBy(list, group => (isKnown(group.type) ? group.type : 'type not measured'));
    return [...types].map(([type, some]) => `${some.length} ${type}`).join(', ') || 'none';
  });
}

function memory({ memory: { totalBytes, availableBytes, nodes, swaps } }: HostSnapshot): string {
  return [
    `${show(totalBytes, formatBytes)}, ${show(availableBytes, formatBytes)} available`,
    ...knownOr(nodes, [])
      .filter((_, __, list) => list.length > 1)
      .map(
        node => `node ${node.id}: ${show(node.freeBytes, formatBytes)} free of ${show(node.totalBytes, formatBytes)}`,
      ),
    ...(isKnown(swaps) ? swaps.map(area => `swap ${area.path} ${formatBytes(area.sizeBytes)}`) : []),
  ].join('; ');
}

function hugepages({ memory: { nodes, hugepages: pools, transparentHugepages } }: HostSnapshot): string {
  const byNode = show(
    nodes,
    list =>
      list
        .map(
          node =>
            `node ${node.id}: ${show(node.hugepages, all => all.map(pool => `${formatBytes(pool.pageSizeBytes)} x ${show(pool.totalPages)} (${show(pool.freePages)} free)`).join(', ') || 'none')}`,
        )
        .join('; ') || 'no nodes',
  );
  const reserved = knownOr(pools, []).flatMap(pool =>
    isKnown(pool.reservedPages) && pool.reservedPages > 0
      ? [`${pool.reservedPages} of ${formatBytes(pool.pageSizeBytes)} promised`]
      : [],
  );
  const transparent = knownOr(transparentHugepages, null);
  return [byNode, ...reserved, transparent === null ? '' : `transparent: ${transparent.enabled}`]
    .filter(Boolean)
    .join('; ');
}

const WAYS: Record<MemlockWay['kind'], string> = {
  'this-process': 'started from here',
  desktop: 'started from the desktop',
  ssh: 'after a login over SSH',
  console: 'after a login at the console',
  libvirt: 'started by libvirt',
};

/** What QEMU may lock, by way of starting it; the plain limit where nothing more is known. */
function lockedMemory(host: HostSnapshot): Row[] {
  const { user } = host;
  const own: Row = [
    'Locked memory',
    show(user.memlock, limit => `soft ${formatLimit(limit.softBytes)}, hard ${formatLimit(limit.hardBytes)}`),
    user.memlock,
  ];
  const ways = memlockWays(host).filter(way => way.kind !== 'this-process');
  return [
    own,
    ...ways.map(
      ({ kind, now, later }): Row => [
        '',
        `${WAYS[kind]}: ${
          [
            now === null ? '' : `hard ${show(now.hardBytes, formatLimit)}`,
            later === null || !isKnown(later) ? '' : `after the next login ${formatLimit(later.hardBytes)}`,
          ]
            .filter(Boolean)
            .join(', ') || 'could not measure'
        }`,
        user.memlock,
      ],
    ),
  ];
}

function security({ security: { isSecureBootOn, selinux, apparmor } }: HostSnapshot): string {
  return [
    `Secure Boot ${show(isSecureBootOn, isOn => (isOn === null ? 'not there (no UEFI)' : isOn ? 'on' : 'off'))}`,
    `SELinux ${show(selinux)}`,
    `AppArmor ${show(apparmor, ({ isEnabled }) => (isEnabled ? 'on' : 'off'))}`,
  ].join('; ');
}
