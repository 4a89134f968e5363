/**
 * One block device, in as few opens as possible: a large host has thousands. Its folder's list tells what it is, so that
 * only files that exist are opened.
 * Source: Linux Documentation/ABI/testing/sysfs-block, sysfs-block-dm, Documentation/admin-guide/md.rst;
 * drivers/block/loop.c (loop_attr_backing_file_show); block/genhd.c.
 */
import { type Malformed, malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import { parseCount } from '../../core/host/number-text.ts';
import type { BlockDevice } from '../../core/host/schema/storage.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import { diskOfPartition, functionsOnTheWay, nvmeSubsystemOf } from '../../core/storage/device-way.ts';
import { parseBlockSignature } from '../../core/storage/udev-record.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { NvmeWays } from './nvme-ways.ts';
import { parseRaidDisks, readRaidMembers } from './read-raid-members.ts';
import type { UnreadableFiles } from './unreadable.ts';

export const BLOCK_DEVICES = '/sys/class/block';
const UDEV_RECORDS = '/run/udev/data';
const SECTOR_BYTES = 512;

/** null: there is no such device to work with; what could not be read of it is in `unreadable`. */
export function readBlockDevice(
  files: HostFiles,
  name: string,
  nvmeWays: NvmeWays,
  unreadable: UnreadableFiles,
): BlockDevice | null {
  const folder = `${BLOCK_DEVICES}/${name}`;
  const read = <T>(path: string, parse: (text: string) => T | Malformed) =>
    measure(`${folder}/${path}`, () => parse(files.readText(`${folder}/${path}`)));
  const link = measure(folder, () => parseLink(files.readLink(folder)));
  const entries = measure(folder, () => new Set(files.list(folder)));
  if (!isKnown(link) || !isKnown(entries)) {
    for (const fact of [link, entries]) if (!isKnown(fact)) unreadable.addUnknown(fact);
    return null;
  }
  // A path that the kernel keeps to itself behind a shared NVMe namespace; nobody can open it.
  if (!entries.has('dev')) return null;
  const number = read('dev', parseNumber);
  if (!isKnown(number)) {
    unreadable.addUnknown(number);
    return null;
  }
  const ways = waysTo(link, nvmeWays);
  const isLoop = entries.has('loop');
  const sizeBytes = read('size', parseSize);
  return {
    name,
    number,
    sizeBytes,
    partitionOf: entries.has('partition') ? diskOfPartition(link) : null,
    madeOf: entries.has('slaves') ? measure(`${folder}/slaves`, () => files.list(`${folder}/slaves`).sort()) : [],
    functions: [...new Set(ways.flat())],
    ways,
    mapper: entries.has('dm') ? readMapper(read) : null,
    raidLevel: entries.has('md') ? read('md/level', parseRaidLevel) : null,
    raidMissing: entries.has('md') ? readRaidMissing(files, folder) : null,
    raidDisks: entries.has('md') ? read('md/raid_disks', parseRaidDisks) : null,
    raidMembers: entries.has('md') ? readRaidMembers(files, `${folder}/md`) : null,
    backingFile: isLoop ? read('loop/backing_file', parseBackingFile) : null,
    // A loop device without a file, or a drive without a medium: udev has nothing to look at.
    signature: sizeBytes === 0 ? null : readSignature(files, number, ways.length > 0),
  };
}

function waysTo(link: string, nvmeWays: NvmeWays): Bdf[][] {
  const subsystem = nvmeSubsystemOf(link);
  if (subsystem !== null) return nvmeWays.of(subsystem);
  const functions = functionsOnTheWay(link);
  return functions.length > 0 ? [functions] : [];
}

/**
 * udev keeps no record of a device that it has nothing to say of. Of hardware it always has: there a missing record means
 * that udev does not run here, or has not got that far.
 */
function readSignature(files: HostFiles, number: string, isHardware: boolean): BlockDevice['signature'] {
  const source = `${UDEV_RECORDS}/b${number}`;
  const signature = measure(source, () => parseBlockSignature(files.readText(source)));
  return isAbsent(signature) && !isHardware && files.exists(UDEV_RECORDS) ? null : signature;
}

type Read = <T>(path: string, parse: (text: string) => T | Malformed) => Measured<T>;

function readMapper(read: Read): BlockDevice['mapper'] {
  const name = read('dm/name', parseMapperName);
  const uuid = read('dm/uuid', parseMapperUuid);
  if (!isKnown(name)) return name;
  return isKnown(uuid) ? { name, uuid } : uuid;
}

/** Only levels with redundancy have the file. */
function readRaidMissing(files: HostFiles, folder: string): BlockDevice['raidMissing'] {
  const source = `${folder}/md/degraded`;
  const missing = measure(source, () => parseCount(files.readText(source)));
  return isAbsent(missing) && files.exists(`${folder}/dev`) ? null : missing;
}

function parseLink(link: string): string | Malformed {
  return link.includes('/') ? link : malformed(link);
}

function parseNumber(text: string): string | Malformed {
  const number = text.trim();
  return /^\d{1,9}:\d{1,9}$/.test(number) ? number : malformed(text);
}

/** Always in sectors of 512 bytes, whatever the device's own are. */
function parseSize(text: string): number | Malformed {
  const sectors = parseCount(text);
  if (typeof sectors !== 'number') return sectors;
  return Number.isSafeInteger(sectors * SECTOR_BYTES) ? sectors * SECTOR_BYTES : malformed(text);
}

function parseMapperName(text: string): string | Malformed {
  const name = withoutLineEnd(text);
  return name === '' || hasControl(name) ? malformed(text) : name;
}

/** A mapped device need not have a UUID: then there is an empty line. */
function parseMapperUuid(text: string): string | Malformed {
  const uuid = withoutLineEnd(text);
  return text === '' || hasControl(uuid) ? malformed(text) : uuid;
}

/** Empty while an array has no level: it is not started, or holds other arrays. */
function parseRaidLevel(text: string): string | Malformed {
  const level = text.trim();
  if (level === '') return 'inactive';
  return /^-?[a-z0-9]{1,16}$/.test(level) ? level : malformed(text);
}

/** The kernel adds ` (deleted)` where the name is gone; the file is still there. */
function parseBackingFile(text: string): string | Malformed {
  const path = withoutLineEnd(text);
  return path.startsWith('/') ? path.replace(/ \(deleted\)$/, '') : malformed(text);
}

const withoutLineEnd = (text: string) => (text.endsWith('\n') ? text.slice(0, -1) : text);
const hasControl = (text: string) => /\p{Cc}/u.test(text);
