/**
 * Functions that isolate, or do not, whatever their ACS capability says: the kernel's list, as vendors confirmed it.
 *
 * Source: Linux 6.18 drivers/pci/quirks.c, pci_dev_acs_enabled[], pci_quirk_*_acs(), pci_quirk_intel_pch_acs_ids[].
 */
export type AcsQuirk =
  /** Functions of the device cannot reach each other. */
  | 'functions-apart'
  /** Root ports that cannot reach each other. */
  | 'port-apart'
  /** Any root or downstream port of this vendor in the list. */
  | 'any-port'
  /** Isolates where an AMD IOMMU is described and the function shares a slot of the root bus. */
  | 'amd-southbridge'
  /** Isolates where the kernel could switch peer traffic off in a register of the chipset, which nobody else can see. */
  | 'chipset-register'
  /** The control register lies two bytes further on than the specification has it. */
  | 'control-at-8'
  /** Only where the function is an endpoint integrated in the root complex. */
  | 'intel-integrated';

const INTEL = 0x8086;
const AMPERE_PORTS = [0xe005, 0xe006, 0xe007, 0xe008, 0xe009, 0xe00a, 0xe00b, 0xe00c];

/** By vendor, then device. */
const BY_ID: readonly (readonly [vendor: number, quirk: AcsQuirk, devices: readonly number[]])[] = [
  // SBx00 and FCH southbridges.
  [0x1002, 'amd-southbridge', [0x4385, 0x439c, 0x4383, 0x439d, 0x4384, 0x4399]],
  [0x1022, 'amd-southbridge', [0x780f, 0x7809]],
  // Solarflare, Emulex.
  [0x1924, 'functions-apart', [0x0903, 0x0923, 0x0a03]],
  [0x19a2, 'functions-apart', [0x0710]],
  [0x10df, 'functions-apart', [0x0720]],
  // Intel network controllers: 82598, 82599, X540, X550, 82580, 82576, 82575, I350, 82571, I219.
  [
    INTEL,
    'functions-apart',
    [
      [0x10c6, 0x10db, 0x10dd, 0x10e1, 0x10f1, 0x10f7, 0x10f8, 0x10f9, 0x10fa, 0x10fb, 0x10fc, 0x1507, 0x1514, 0x151c],
      [0x1529, 0x152a, 0x154d, 0x154f, 0x1551, 0x1558, 0x1509, 0x150e, 0x150f, 0x1510, 0x1511, 0x1516, 0x1527, 0x10c9],
      [0x10e6, 0x10e7, 0x10e8, 0x150a, 0x150d, 0x1518, 0x1526, 0x10a7, 0x10a9, 0x10d6, 0x1521, 0x1522, 0x1523, 0x1524],
      [0x105e, 0x105f, 0x1060, 0x10d9, 0x15b7, 0x15b8],
    ].flat(),
  ],
  // Broadcom network controllers; iProc PAXB.
  [0x14e4, 'functions-apart', [0x16d7, 0x1750, 0x1751, 0x1752, 0x1760, 0x1761, 0x1762, 0x1763]],
  [0x14e4, 'port-apart', [0xd714]],
  // Cavium ThunderX devices.
  [0x177d, 'functions-apart', [0xa026, 0xa059, 0xa060]],
  // Zhaoxin devices.
  [0x1d17, 'functions-apart', [0x3038, 0x3104, 0x9083]],
  // Ports of Arm servers and others: Qualcomm, HXT, X-Gene, Ampere, Loongson, Annapurna, NXP Layerscape.
  [0x17cb, 'port-apart', [0x0400, 0x0401, 0x0115]],
  [0x1dbf, 'port-apart', [0x0401]],
  [0x10e8, 'port-apart', [0xe004]],
  [0x1def, 'port-apart', AMPERE_PORTS],
  [0x0014, 'port-apart', [0x3c09, 0x3c19, 0x3c29, 0x7a09, 0x7a19, 0x7a29, 0x7a39, 0x7a49, 0x7a59, 0x7a69]],
  [0x1c36, 'port-apart', [0x0031]],
  [
    0x1957,
    'port-apart',
    [
      [0x8d81, 0x8da1, 0x8d83, 0x8d80, 0x8da0, 0x8d82, 0x8d90, 0x8db0, 0x8d92, 0x8d91, 0x8db1, 0x8d93],
      [0x8d89, 0x8da9, 0x8d8b, 0x8d88, 0x8da8, 0x8d8a, 0x8d98, 0x8db8, 0x8d9a, 0x8d99, 0x8db9, 0x8d9b],
    ].flat(),
  ],
  // Wangxun network controllers; the range of 1G ones is below.
  [0x8088, 'functions-apart', [0x1001, 0x2001, 0x5010, 0x5025, 0x5040, 0x5110, 0x5125, 0x5140]],
];

/** First and last device id. */
const BY_RANGE: readonly (readonly [vendor: number, quirk: AcsQuirk, first: number, last: number])[] = [
  [0x8088, 'functions-apart', 0x0100, 0x010f],
  [0x177d, 'port-apart', 0xa000, 0xa7ff],
  [0x177d, 'port-apart', 0xaf84, 0xaf84],
  [0x177d, 'port-apart', 0xb884, 0xb884],
  [0x1d17, 'any-port', 0x0710, 0x071e],
  [0x1d17, 'any-port', 0x0721, 0x0721],
  [0x1d17, 'any-port', 0x0723, 0x0752],
  // Root ports of Intel chipsets before the 100 series: Ibex Peak to Wildcat Point.
  [INTEL, 'chipset-register', 0x3b42, 0x3b51],
  [INTEL, 'chipset-register', 0x1c10, 0x1c1f],
  [INTEL, 'chipset-register', 0x1e10, 0x1e1f],
  [INTEL, 'chipset-register', 0x8c10, 0x8c1f],
  [INTEL, 'chipset-register', 0x9c10, 0x9c1b],
  [INTEL, 'chipset-register', 0x9c90, 0x9c9b],
  [INTEL, 'chipset-register', 0x8d10, 0x8d1e],
  // Root ports of the 100 and 200 series and their mobile kin.
  [INTEL, 'control-at-8', 0xa110, 0xa11f],
  [INTEL, 'control-at-8', 0xa167, 0xa16a],
  [INTEL, 'control-at-8', 0xa290, 0xa29f],
  [INTEL, 'control-at-8', 0xa2e7, 0xa2ee],
  [INTEL, 'control-at-8', 0x9d10, 0x9d1b],
];

/** Of the 9 series and of X79 every second number. */
const EVERY_SECOND: readonly (readonly [first: number, last: number])[] = [
  [0x1d10, 0x1d1e],
  [0x8c90, 0x8c9e],
];

const KEYS: ReadonlyMap<number, AcsQuirk> = new Map(
  BY_ID.flatMap(([vendor, quirk, devices]) => devices.map(device => [vendor * 0x10000 + device, quirk] as const)),
);

export function acsQuirk(vendorId: number, deviceId: number): AcsQuirk | null {
  const byId = KEYS.get(vendorId * 0x10000 + deviceId);
  if (byId) return byId;
  const range = BY_RANGE.find(
    ([vendor, , first, last]) => vendor === vendorId && first <= deviceId && deviceId <= last,
  );
  if (range) return range[1];
  if (vendorId !== INTEL) return null;
  const isSecond = EVERY_SECOND.some(([first, last]) => first <= deviceId && deviceId <= last && deviceId % 2 === 0);
  return isSecond ? 'chipset-register' : 'intel-integrated';
}
