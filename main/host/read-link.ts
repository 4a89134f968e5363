/**
 * The PCIe link of a function: from its configuration space where that can be read, else from four small files.
 * Source: Linux drivers/pci/pci-sysfs.c, current_link_speed_show() and its neighbours.
 */
import { isMalformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured, type Unknown } from '../../core/host/measured.ts';
import type { LinkState, PciFunction } from '../../core/host/schema/pci-function.ts';
import { NOT_SEEN, viewConfig } from '../../core/pci/config-view.ts';
import { decodeExpress } from '../../core/pci/express-capability.ts';
import { parseLinkSpeed, parseLinkWidth } from '../../core/pci/link-text.ts';
import type { FunctionFolder } from './function-folder.ts';

/** More bytes than every user may read, so that the capability may be among them. */
const UNPRIVILEGED_HEX = 2 * 64;

type Link = PciFunction['link'];

/** The function has none of the files. */
export type NoLinkFiles = { noLinkFiles: Unknown };

/** `isAwake`: reading does not wake the function. */
export function readLink(
  folder: FunctionFolder,
  config: Measured<string>,
  isAwake: Measured<true>,
): Link | NoLinkFiles {
  if (!isKnown(isAwake)) {
    return isAwake.unknown === 'withheld' ? { ...isAwake, source: `${folder.path}/current_link_speed` } : isAwake;
  }
  const fromConfig = linkInConfig(config);
  return fromConfig === undefined ? linkInFiles(folder) : fromConfig;
}

/** undefined: the bytes do not tell. */
function linkInConfig(config: Measured<string>): Exclude<Link, { unknown: unknown }> | undefined {
  if (!isKnown(config) || config.length <= UNPRIVILEGED_HEX) return undefined;
  const view = viewConfig(config);
  if (isMalformed(view)) return undefined;
  const express = decodeExpress(view);
  if (express === NOT_SEEN) return undefined;
  return express === null ? null : ofSomething(express.link);
}

function linkInFiles(folder: FunctionFolder): Link | NoLinkFiles {
  const mostSpeed = folder.text('max_link_speed', parseLinkSpeed);
  // Only functions of PCI Express have the files.
  if (!isKnown(mostSpeed) && mostSpeed.unknown === 'absent') return { noLinkFiles: mostSpeed };
  const most = state(mostSpeed, folder.text('max_link_width', parseLinkWidth));
  const now = state(
    folder.text('current_link_speed', parseLinkSpeed),
    folder.text('current_link_width', parseLinkWidth),
  );
  if (!isKnown(most)) return most;
  return isKnown(now) ? ofSomething({ now, most }) : now;
}

function state(speed: Measured<number | null>, width: Measured<number | null>): Measured<LinkState | null> {
  if (!isKnown(speed)) return speed;
  if (!isKnown(width)) return width;
  return speed === null || width === null ? null : { gigatransfersPerSecond: speed, width };
}

/** A register without a speed or lanes at most: there is no link, as inside the root complex and in virtual functions. */
function ofSomething(link: { now: LinkState | null; most: LinkState | null } | null) {
  return link === null || ((link.most === null || link.most.width === 0) && link.now === null) ? null : link;
}
