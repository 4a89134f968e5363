/**
 * Devices that are known not to come back from a reset, by their ids. What the kernel lists in `reset_method` is what it
 * would try, not what works.
 *
 * - `needs-module`: AMD graphics whose firmware is left running; the module vendor-reset knows how to stop it.
 * - `no-cure`: graphics inside AMD processors; people restart the host, or shut the GPU down from within the guest.
 * - `reported`: some owners report it, others do not.
 * - `flr-hangs`: hangs at a function level reset. Kernels that know it do not offer that one.
 * - `needs-care`: drives that need a pause or a halt around the reset. Kernels that know it list `device_specific` first.
 *
 * Radeon RX 6000 (Navi 2x) is left out on purpose: its makers of workarounds and most owners say that it resets.
 * Source: gnif/vendor-reset src/device-db.h at 2024-04-17 and its issues 8, 35, 65, 74, 82, 97, 107;
 * isc30/ryzen-gpu-passthrough-proxmox issue 135; Linux 6.18 drivers/pci/quirks.c, quirk_no_flr(), pci_dev_reset_methods.
 */

export type ResetTrouble = 'needs-module' | 'no-cure' | 'reported' | 'flr-hangs' | 'needs-care';

export type ResetFamily = {
  trouble: ResetTrouble;
  /** As a person would call it: `AMD Navi 10`. */
  name: string;
  /** Where it is written down. */
  source: string;
};

const VENDOR_RESET = 'https://github.com/gnif/vendor-reset';
const QUIRKS = 'Linux drivers/pci/quirks.c';

type Row = ResetFamily & { ids: string };

const family = (trouble: ResetTrouble, name: string, source: string, ids: string): Row => ({
  trouble,
  name,
  source,
  ids,
});
const module = (name: string, ids: string) => family('needs-module', name, VENDOR_RESET, ids);
const issue = (trouble: ResetTrouble, name: string, number: number, ids: string) =>
  family(trouble, name, `${VENDOR_RESET}/issues/${number}`, ids);

const ROWS: readonly Row[] = [
  module('AMD Polaris 10', '1002: 67c0 67c1 67c2 67c4 67c7 67d0 67df 67c8 67c9 67ca 67cc 67cf 6fdf'),
  module('AMD Polaris 11', '1002: 67e0 67e3 67e8 67eb 67ef 67ff 67e1 67e7 67e9'),
  module('AMD Polaris 12', '1002: 6980 6981 6985 6986 6987 6995 6997 699f'),
  module('AMD Vega 10', '1002: 6860 6861 6862 6863 6864 6867 6868 6869 686a 686b 686c 686d 686e 686f 687f'),
  module('AMD Vega 20', '1002: 66a0 66a1 66a2 66a3 66a4 66a7 66af'),
  module('AMD Navi 10', '1002: 7310 7312 7318 7319 731a 731b 731e 731f'),
  module('AMD Navi 12', '1002: 7360 7362'),
  module('AMD Navi 14', '1002: 7340 7341 7347 734f'),
  module('AMD Arcturus', '1002: 738c'),
  issue('no-cure', 'AMD Raven Ridge', 8, '1002: 15dd'),
  issue('no-cure', 'AMD Cezanne or Barcelo', 74, '1002: 1638 15e7'),
  issue('no-cure', 'AMD Phoenix or Hawk Point', 82, '1002: 15bf 1900'),
  family(
    'no-cure',
    'AMD Raphael or Granite Ridge',
    'https://github.com/isc30/ryzen-gpu-passthrough-proxmox/issues/135',
    '1002: 164e 13c0',
  ),
  issue('reported', 'AMD Navi 31', 65, '1002: 744c'),
  issue('reported', 'AMD Navi 32', 97, '1002: 747e'),
  issue('reported', 'AMD Navi 44', 107, '1002: 7590'),
  family('flr-hangs', 'AMD Starship and Matisse audio', QUIRKS, '1022: 1487'),
  family('flr-hangs', 'AMD Starship and Matisse USB', QUIRKS, '1022: 148c 149c'),
  family('flr-hangs', 'AMD FCH SATA', QUIRKS, '1022: 7901'),
  family('flr-hangs', 'Intel 82579', QUIRKS, '8086: 1502 1503'),
  family('flr-hangs', 'MediaTek MT7922', QUIRKS, '14c3: 0616'),
  family('needs-care', 'Samsung SM961 and PM961', QUIRKS, '144d: a804'),
  family('needs-care', 'Intel DC P3700 and P4510', QUIRKS, '8086: 0953 0a54'),
  family('needs-care', 'Solidigm P44 Pro', QUIRKS, '025e: f1ac'),
];

const BY_ID: ReadonlyMap<number, ResetFamily> = new Map(
  ROWS.flatMap(({ ids, ...rest }) => {
    const [vendor = '', devices = ''] = ids.split(': ');
    return devices.split(' ').map(device => [key(Number.parseInt(vendor, 16), Number.parseInt(device, 16)), rest]);
  }),
);

/** null: nothing is known against it. */
export function resetFamily(vendorId: number, deviceId: number): ResetFamily | null {
  return BY_ID.get(key(vendorId, deviceId)) ?? null;
}

function key(vendorId: number, deviceId: number): number {
  return vendorId * 0x10000 + deviceId;
}

/** Whether what the kernel would try first is what the family needs. */
export function isResetMended({ trouble }: ResetFamily, methods: readonly string[]): boolean {
  if (trouble === 'flr-hangs') return !methods.includes('flr');
  return methods[0] === 'device_specific';
}
