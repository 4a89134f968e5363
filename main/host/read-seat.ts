/** What the person in front of the host sees, hears and types on, and who has claimed the memory of BARs. */
import { malformed } from '../../core/host/malformed.ts';
import { isKnown } from '../../core/host/measured.ts';
import type { HostSeat } from '../../core/host/schema/seat.ts';
import { parseBarClaims } from '../../core/pci/bar-claims.ts';
import { listClass } from './class-devices.ts';
import type { HostFiles } from './host-files.ts';
import { measure } from './measure.ts';
import type { Pace } from './pace.ts';
import { readConsoles, readDrmCards, readFramebuffers } from './read-displays.ts';
import { readInputs } from './read-inputs.ts';
import { readUsbDevices } from './read-usb-devices.ts';
import type { UnreadableFiles } from './unreadable.ts';

const SOUND = '/sys/class/sound';
const IOMEM = '/proc/iomem';

export async function readSeat(files: HostFiles, pace: Pace, unreadable: UnreadableFiles): Promise<HostSeat> {
  return {
    drmCards: await readDrmCards(files, pace, unreadable),
    framebuffers: readFramebuffers(files, unreadable),
    consoles: readConsoles(files, unreadable),
    inputs: readInputs(files, unreadable),
    soundCards: readSoundCards(files, unreadable),
    usbDevices: await readUsbDevices(files, pace, unreadable),
    barClaims: readBarClaims(files),
  };
}

/** Source: Linux sound/core/init.c: an id has letters, digits, `_` and `-`. */
function readSoundCards(files: HostFiles, unreadable: UnreadableFiles): HostSeat['soundCards'] {
  const cards = listClass(files, SOUND, /^card\d+$/, unreadable);
  if (!isKnown(cards)) return cards;
  return cards.map(card => {
    const source = `${card.path}/id`;
    const id = measure(source, () => {
      const text = files.readText(source).trim();
      return /^[\w-]{1,15}$/.test(text) ? text : malformed(text);
    });
    if (!isKnown(id)) unreadable.addUnknown(id);
    return { name: isKnown(id) ? id : card.name, function: card.function };
  });
}

/** The file can be read by all, but without CAP_SYS_ADMIN it has no addresses: then who claims what is not known. */
function readBarClaims(files: HostFiles): HostSeat['barClaims'] {
  const claims = measure(IOMEM, () => parseBarClaims(files.readText(IOMEM)));
  if (claims === 'hidden') {
    return { unknown: 'denied', source: IOMEM, detail: 'all addresses read as zero: only root may see them' };
  }
  return claims;
}
