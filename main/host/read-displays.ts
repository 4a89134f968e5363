/**
 * Cards and their sockets, framebuffers, and the consoles that draw on them. Nothing is probed: the kernel answers from
 * what it found last, so that no sleeping card is woken.
 * Source: Linux Documentation/ABI/testing/sysfs-class-drm; drivers/gpu/drm/drm_sysfs.c; drivers/video/fbdev/core/fbsysfs.c;
 * drivers/tty/vt/vt.c (vtconsole).
 */
import { type Malformed, malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { DrmCard, HostSeat } from '../../core/host/schema/seat.ts';
import { type ClassDevice, listClass } from './class-devices.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { Pace } from './pace.ts';
import type { UnreadableFiles } from './unreadable.ts';

const DRM = '/sys/class/drm';
const GRAPHICS = '/sys/class/graphics';
const CONSOLES = '/sys/class/vtconsole';

export async function readDrmCards(
  files: HostFiles,
  pace: Pace,
  unreadable: UnreadableFiles,
): Promise<HostSeat['drmCards']> {
  const entries = listClass(files, DRM, /^card\d+(-.+)?$/, unreadable);
  if (!isKnown(entries)) return entries;
  const cards: DrmCard[] = [];
  const connectors = Map.groupBy(entries, entry => /^card\d+(?=-)/.exec(entry.name)?.[0] ?? null);
  for (const card of connectors.get(null) ?? []) {
    cards.push({
      name: card.name,
      function: card.function,
      driver: readCardDriver(files, card),
      connectors: (connectors.get(card.name) ?? []).map(connector => readConnector(files, card.name, connector)),
    });
    await pace.breathe();
  }
  return cards;
}

/** A card without a driver of the device model is virtual. */
function readCardDriver(files: HostFiles, card: ClassDevice): Measured<string | null> {
  const source = `${card.path}/device/driver`;
  const driver = measure<string | null>(source, () => {
    const target = files.readLink(source);
    return /\/drivers\/([\w.-]+)$/.exec(target)?.[1] ?? malformed(target);
  });
  return isAbsent(driver) && files.exists(card.path) ? null : driver;
}

function readConnector(files: HostFiles, card: string, { name, path }: ClassDevice) {
  const word = <T>(file: string, parse: (word: string) => T | Malformed) =>
    measure(`${path}/${file}`, () => parse(files.readText(`${path}/${file}`).trim()));
  return {
    name: name.slice(card.length + 1),
    status: word('status', text => (/^(connected|disconnected|unknown)$/.test(text) ? text : malformed(text))),
    isEnabled: word('enabled', text => (/^(en|dis)abled$/.test(text) ? text === 'enabled' : malformed(text))),
  };
}

export function readFramebuffers(files: HostFiles, unreadable: UnreadableFiles): HostSeat['framebuffers'] {
  const entries = listClass(files, GRAPHICS, /^fb\d+$/, unreadable);
  if (!isKnown(entries)) return entries;
  return entries.map(({ name, path, function: bdf }) => ({
    name,
    driver: measure(`${path}/name`, () => parseLabel(files.readText(`${path}/name`))),
    function: bdf,
  }));
}

export function readConsoles(files: HostFiles, unreadable: UnreadableFiles): HostSeat['consoles'] {
  const entries = listClass(files, CONSOLES, /^vtcon\d+$/, unreadable);
  if (!isKnown(entries)) return entries;
  return entries.map(({ name, path }) => ({
    name,
    title: measure(`${path}/name`, () => parseLabel(files.readText(`${path}/name`))),
    isBound: measure(`${path}/bind`, () => {
      const text = files.readText(`${path}/bind`).trim();
      return /^[01]$/.test(text) ? text === '1' : malformed(text);
    }),
  }));
}

/** A name that the kernel gives, in plain letters. */
function parseLabel(text: string): string | Malformed {
  const label = text.trim();
  return /^[\x20-\x7e]{1,64}$/.test(label) ? label : malformed(text);
}
