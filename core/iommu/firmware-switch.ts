/**
 * Where a board's maker put the switches, and what they are called there.
 *
 * Menus move between models and versions, so a place is where to look first, not a promise; where the maker is not
 * known, the usual words stand alone. On all boards with AMD's own menus the place of AMD CBS is the same one.
 *
 * Source: Supermicro X11DDW-L user manual, chapter 4 (VT-d, ACS Control); Lenovo commercial deployment documentation,
 * BIOS settings of ThinkPad, Virtualization; MSI MS-91E2 BIOS set-up. The other places are as the makers' BIOS manuals of
 * the years from 2017 on commonly name them: ASUS, MSI, Gigabyte, ASRock, Dell, HP, HPE, Intel NUC.
 */
import { isKnown } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';

export type BoardVendor =
  | 'asus'
  | 'msi'
  | 'gigabyte'
  | 'asrock'
  | 'supermicro'
  | 'dell'
  | 'hp'
  | 'hpe'
  | 'lenovo'
  | 'intel';

export type IommuMaker = 'intel' | 'amd' | 'other';

/** As a `firmware-setting` remedy takes it. */
export type FirmwareSetting = { setting: string; value: string };

export type FirmwareSwitches = {
  iommu: FirmwareSetting;
  /** Makes ports isolate what is below them. null: no such switch is known. */
  isolation: FirmwareSetting | null;
  /** Protection before the system starts, which on AMD comes with 1:1 regions for every device. */
  preBootProtection: FirmwareSetting;
};

const VENDORS: readonly (readonly [BoardVendor, RegExp])[] = [
  ['asus', /asus/i],
  ['msi', /micro-?star|^msi\b/i],
  ['gigabyte', /gigabyte|^giga/i],
  ['asrock', /asrock/i],
  ['supermicro', /super ?micro/i],
  ['dell', /dell/i],
  ['hpe', /^hpe$|hewlett packard enterprise/i],
  ['hp', /^hp\b|hewlett-packard/i],
  ['lenovo', /lenovo/i],
  ['intel', /^intel/i],
];

/** Who wrote the set-up menus: a board's maker before a system's, because shops sell boards under their own name. */
export function boardVendorOf(board: HostSnapshot['platform']['board']): BoardVendor | null {
  if (!isKnown(board)) return null;
  for (const name of [board.boardVendor, board.systemVendor]) {
    const vendor = VENDORS.find(([, pattern]) => name !== null && pattern.test(name.trim()))?.[0];
    // Proliant servers of the years before the company was split say "HP" and have the later one's menus.
    if (vendor) return vendor === 'hp' && /proliant/i.test(board.systemProduct ?? '') ? 'hpe' : vendor;
  }
  return null;
}

const INTEL_PLACE: Record<BoardVendor, FirmwareSetting> = {
  asus: { setting: 'VT-d (Advanced > System Agent (SA) Configuration)', value: 'Enabled' },
  msi: { setting: 'Intel VT-D Tech (OC > CPU Features)', value: 'Enabled' },
  gigabyte: { setting: 'VT-d (Settings > Miscellaneous; older boards: Chipset)', value: 'Enabled' },
  asrock: { setting: 'VT-d (Advanced > Chipset Configuration)', value: 'Enabled' },
  supermicro: {
    setting:
      'Intel VT for Directed I/O (VT-d) (Advanced > Chipset Configuration > North Bridge > IIO Configuration > Intel VT for Directed I/O)',
    value: 'Enable',
  },
  dell: {
    setting: 'VT for Direct I/O (Virtualization Support; PowerEdge: Processor Settings > Virtualization Technology)',
    value: 'Enabled',
  },
  hp: {
    setting:
      'Virtualization Technology for Directed I/O (VTd) (Advanced > System Options; older ones: Security > System Security)',
    value: 'Enabled',
  },
  hpe: {
    setting: 'Intel VT-d (System Utilities > BIOS/Platform Configuration (RBSU) > Virtualization Options)',
    value: 'Enabled',
  },
  lenovo: {
    setting: 'Intel VT-d Feature (Security > Virtualization; ThinkCentre and ThinkStation: Advanced > CPU Setup)',
    value: 'On, or Enabled',
  },
  intel: { setting: 'Intel VT for Directed I/O (VT-d) (Advanced > Security > Security Features)', value: 'Enabled' },
};

const AMD_CBS = 'Advanced > AMD CBS > NBIO Common Options';
const AMD_VALUE = 'Enabled, not Auto';
const AMD_PLACE: Partial<Record<BoardVendor, FirmwareSetting>> = {
  asus: { setting: `IOMMU (${AMD_CBS}), and SVM Mode (Advanced > CPU Configuration)`, value: AMD_VALUE },
  msi: { setting: 'IOMMU Mode (OC > Advanced CPU Configuration > AMD CBS), and SVM Mode', value: AMD_VALUE },
  gigabyte: {
    setting: 'IOMMU (Settings > Miscellaneous, or Settings > AMD CBS > NBIO Common Options), and SVM Mode',
    value: AMD_VALUE,
  },
  asrock: { setting: `IOMMU (${AMD_CBS}), and SVM Mode (Advanced > CPU Configuration)`, value: AMD_VALUE },
  supermicro: { setting: 'IOMMU (Advanced > NB Configuration)', value: 'Enabled, not Auto' },
  dell: {
    setting: 'IOMMU Support (Processor Settings; desktops: Virtualization Support > VT for Direct I/O)',
    value: 'Enabled',
  },
  hpe: {
    setting:
      'AMD I/O Virtualization Technology (System Utilities > BIOS/Platform Configuration (RBSU) > Virtualization Options)',
    value: 'Enabled',
  },
  hp: { setting: 'SVM CPU Virtualization and DMA Protection (Advanced > System Options)', value: 'Enabled' },
};

const USUAL: Record<IommuMaker, FirmwareSetting> = {
  intel: { setting: 'Intel VT-d (Advanced > CPU or System Agent configuration)', value: 'Enabled' },
  amd: { setting: 'IOMMU (Advanced > AMD CBS > NBIO), and SVM Mode', value: AMD_VALUE },
  other: { setting: 'IOMMU or SMMU', value: 'Enabled' },
};

const ACS_ON_AMD: FirmwareSetting = {
  setting: `ACS Enable, with AER Cap and PCIe ARI Support (${AMD_CBS})`,
  value: 'Enabled',
};

const ISOLATION: Partial<Record<IommuMaker, Partial<Record<BoardVendor, FirmwareSetting>>>> = {
  intel: {
    supermicro: {
      setting:
        'ACS (Access Control Services) Control (Advanced > Chipset Configuration > North Bridge > IIO Configuration > Intel VT for Directed I/O)',
      value: 'Enable',
    },
  },
  amd: {
    supermicro: { setting: 'ACS Enable (Advanced > NB Configuration)', value: 'Enabled' },
    asrock: { ...ACS_ON_AMD, value: 'Enabled; where it is missing, ASRock’s support has made firmware that has it' },
  },
};

export function firmwareSwitches(maker: IommuMaker, vendor: BoardVendor | null): FirmwareSwitches {
  const places = maker === 'intel' ? INTEL_PLACE : maker === 'amd' ? AMD_PLACE : {};
  const own = vendor === null ? undefined : ISOLATION[maker]?.[vendor];
  return {
    iommu: (vendor === null ? undefined : places[vendor]) ?? USUAL[maker],
    isolation: own ?? (maker === 'amd' ? ACS_ON_AMD : null),
    preBootProtection: {
      setting:
        vendor === 'gigabyte'
          ? 'Kernel DMA Protection Indicator, or Pre-boot DMA Protection'
          : vendor === 'asus'
            ? 'Pre-boot DMA Protection, or Control Iommu Pre-boot Behavior'
            : vendor === 'hp'
              ? 'Pre-boot DMA Protection (Security > System Security)'
              : 'Pre-boot DMA Protection (Kernel DMA Protection)',
      value: 'Disabled; IOMMU itself: Enabled, not Auto',
    },
  };
}
