/**
 * Who made the board and its firmware. Serial numbers are root's and are not asked for.
 * Source: Linux drivers/firmware/dmi-id.c: a field that the firmware leaves out has no file.
 */
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { parseDmiField } from '../../core/platform/dmi-field.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';

const FOLDER = '/sys/class/dmi/id';

const FIELDS = {
  systemVendor: 'sys_vendor',
  systemProduct: 'product_name',
  boardVendor: 'board_vendor',
  boardName: 'board_name',
  firmwareVendor: 'bios_vendor',
  firmwareVersion: 'bios_version',
  firmwareDate: 'bios_date',
} as const;
type Board = Exclude<HostSnapshot['platform']['board'], { unknown: unknown }>;

/** One field that cannot be read makes the whole unknown: half a name would be taken for a whole one. */
export function readBoard(files: HostFiles): Measured<Board> {
  const folder = measure(FOLDER, () => files.list(FOLDER));
  if (!isKnown(folder)) return folder;
  const board: Board = {
    systemVendor: null,
    systemProduct: null,
    boardVendor: null,
    boardName: null,
    firmwareVendor: null,
    firmwareVersion: null,
    firmwareDate: null,
  };
  for (const [key, name] of Object.entries(FIELDS)) {
    const path = `${FOLDER}/${name}`;
    const value = measure(path, () => parseDmiField(files.readText(path)));
    if (isKnown(value)) board[key as keyof Board] = value;
    else if (!isAbsent(value)) return value;
  }
  return board;
}
