/**
 * Texts about what else is bound up with a function: virtual and physical ones, twins, links, special drivers, its ROM, and
 * who sits on its BARs.
 * Source: Linux drivers/vfio/pci/vfio_pci_core.c (SR-IOV, VF token), Documentation/ABI/testing/sysfs-bus-pci,
 * drivers/firmware/sysfb.c; QEMU hw/vfio/pci.c (vf-token, romfile).
 */
import type { Unknown } from '../../host/measured.ts';
import type { Bdf } from '../../pci/bdf.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import { evidenceOfUnknown } from '../evidence.ts';
import { countOf, enumerate, type FunctionLabel, formatLabel } from '../function-label.ts';
import { octal } from './virtualization.ts';

export type Twin = {
  label: FunctionLabel;
  /** null: none, or not seen. */
  serial: string | null;
};

export type FunctionIdentityFacts = {
  'function/has-virtual-functions': { fn: FunctionLabel; enabledVfs: number; virtual: FunctionLabel[] };
  'function/virtuals-unmeasured': { fn: FunctionLabel; gap: Unknown };
  'function/virtual': { fns: FunctionLabel[]; physical: FunctionLabel };
  'function/virtual-needs-token': { fns: FunctionLabel[]; physical: FunctionLabel };
  'function/twins': {
    fn: Twin;
    /** The first few. */
    twins: Twin[];
    more: number;
    ids: string;
    /** The kernel argument that takes all with these ids; null: there is none. */
    byIds: string | null;
  };
  'function/linked-left-out': { fn: FunctionLabel; needs: FunctionLabel[]; neededBy: FunctionLabel[] };
  'function/variant-driver': { fn: FunctionLabel; module: string };
  'function/rom-shadow': { fn: FunctionLabel; fileMode: number | null };
};

const deviceFile = (bdf: Bdf, name: string) => `/sys/bus/pci/devices/${bdf}/${name}`;
const bdfs = (labels: readonly FunctionLabel[]) => enumerate(labels.map(label => label.bdf));
const names = (labels: readonly FunctionLabel[]) => enumerate(labels.map(formatLabel));
const others = ({ more }: { more: number }) => (more > 0 ? [`${more} more`] : []);
const nameTwin = ({ label, serial }: Twin) => (serial === null ? label.bdf : `${label.bdf} (serial number ${serial})`);

export const functionIdentityCatalogue: Catalogue<FunctionIdentityFacts> = {
  'function/has-virtual-functions': {
    severity: 'blocker',
    title: f => `${f.fn.bdf} has ${countOf(f.enabledVfs, 'virtual function')}, so VFIO does not take it`,
    explain: f =>
      `vfio-pci refuses a physical function while its virtual ones exist: "Cannot bind to PF with SR-IOV enabled".${
        f.virtual.length > 0 ? ` They are ${bdfs(f.virtual)}.` : ''
      } Assign one of them instead, or remove them all first.`,
    evidence: f => [{ source: deviceFile(f.fn.bdf, 'sriov_numvfs'), observed: String(f.enabledVfs) }],
    remedies: f => [
      { kind: 'deselect', functions: [f.fn.bdf], label: `Leave out ${f.fn.bdf}` },
      {
        kind: 'command',
        command: `echo 0 > ${deviceFile(f.fn.bdf, 'sriov_numvfs')}`,
        needsRoot: true,
        effect: 'removes the virtual functions, with every connection that runs over them',
      },
    ],
  },
  'function/virtuals-unmeasured': {
    severity: 'unmeasured',
    title: f => `Whether ${f.fn.bdf} has virtual functions could not be measured`,
    explain: () => 'While a physical function has virtual ones, VFIO does not take it.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
  'function/virtual': {
    severity: 'note',
    title: f => `${bdfs(f.fns)} ${f.fns.length === 1 ? 'is' : 'are'} virtual, made by ${f.physical.bdf}`,
    explain: f =>
      `${formatLabel(f.physical)} stays with the host${
        f.physical.driver ? ` under the driver ${f.physical.driver}` : ''
      } and keeps serving ${f.fns.length === 1 ? 'it' : 'them'}: hardware address, VLAN and limits are set there, and when that driver goes, ${f.fns.length === 1 ? 'it goes' : 'they go'} too.`,
    evidence: f => f.fns.map(({ bdf }) => ({ source: deviceFile(bdf, 'physfn'), observed: f.physical.bdf })),
    remedies: () => [],
  },
  'function/virtual-needs-token': {
    severity: 'warning',
    title: f => `${bdfs(f.fns)} can be opened only with the token of ${f.physical.bdf}`,
    explain: f =>
      `The physical function ${formatLabel(f.physical)} is itself under ${f.physical.driver}. So that its user agrees, VFIO asks for a shared secret whenever one of its virtual functions is opened: "VF token required to access device".`,
    evidence: f => [
      ...f.fns.map(({ bdf }) => ({ source: deviceFile(bdf, 'physfn'), observed: f.physical.bdf })),
      { source: deviceFile(f.physical.bdf, 'driver'), observed: f.physical.driver ?? '' },
    ],
    remedies: () => [
      {
        kind: 'advice',
        text: 'Give QEMU the token that the program which holds the physical function has set: the property vf-token=UUID of vfio-pci, in QEMU 8.1 and later.',
      },
    ],
  },
  'function/twins': {
    severity: 'note',
    title: f =>
      `${f.fn.label.bdf} has ${f.twins.length === 1 ? 'a twin' : 'twins'}: ${enumerate([...f.twins.map(twin => twin.label.bdf), ...others(f)])}`,
    explain: f =>
      `They share the ids ${f.ids}, so vfio-pci.ids=${f.ids} would take ${f.twins.length === 1 ? 'both' : 'all of them'}.${
        f.byIds === null ? '' : ` The kernel was started with ${f.byIds}, which does so.`
      } Only the address tells the kernel which one you mean, and addresses move when a card is added. You tell them apart here: ${enumerate([...[f.fn, ...f.twins].map(nameTwin), ...others(f)])}.`,
    evidence: f =>
      [f.fn, ...f.twins].map(twin => ({
        source: deviceFile(twin.label.bdf, 'uevent'),
        observed: [`PCI_ID ${f.ids}`, twin.label.driver ? `driver ${twin.label.driver}` : 'no driver'].join(', '),
      })),
    remedies: f => [
      ...(f.byIds === null ? [] : [{ kind: 'kernel-argument', argument: f.byIds, action: 'remove' } as const]),
      {
        kind: 'advice',
        text: `Bind by address: write vfio-pci into ${deviceFile(f.fn.label.bdf, 'driver_override')}, as Bindery's own commands do.`,
      },
    ],
  },
  'function/linked-left-out': {
    severity: 'warning',
    title: f => `${f.fn.bdf} is tied to ${bdfs([...f.needs, ...f.neededBy])}, which stays behind`,
    explain: f =>
      `The kernel knows that one needs the other's power.${f.needs.length > 0 ? ` ${f.fn.bdf} needs ${names(f.needs)}.` : ''}${
        f.neededBy.length > 0 ? ` ${f.fn.bdf} is needed by ${names(f.neededBy)}.` : ''
      } When the one sleeps in the host, the other stops in the guest.`,
    evidence: f => [
      ...f.needs.map(label => ({ source: '/sys/class/devlink', observed: `pci:${label.bdf}--pci:${f.fn.bdf}` })),
      ...f.neededBy.map(label => ({ source: '/sys/class/devlink', observed: `pci:${f.fn.bdf}--pci:${label.bdf}` })),
    ],
    remedies: f => {
      const functions = [...f.needs, ...f.neededBy];
      return [
        { kind: 'select', functions: functions.map(label => label.bdf), label: `Assign ${bdfs(functions)} as well` },
      ];
    },
  },
  'function/variant-driver': {
    severity: 'note',
    title: f => `${f.fn.bdf} has a VFIO driver of its own: ${f.module}`,
    explain: f =>
      `vfio-pci takes ${formatLabel(f.fn)} as any other device. ${f.module} knows it, and adds what vfio-pci cannot do for it, such as its memory or live migration. Without ${f.module} that part is missing in the guest.`,
    evidence: f => [{ source: 'modules.alias of the running kernel', observed: `vfio_pci: pattern of ${f.module}` }],
    remedies: f => [
      {
        kind: 'command',
        command: [
          `modprobe ${f.module}`,
          `echo ${f.module} > ${deviceFile(f.fn.bdf, 'driver_override')}`,
          ...(f.fn.driver ? [`echo ${f.fn.bdf} > ${deviceFile(f.fn.bdf, 'driver/unbind')}`] : []),
          `echo ${f.fn.bdf} > /sys/bus/pci/drivers_probe`,
        ].join(' && '),
        needsRoot: true,
        effect: `hands it to ${f.module} in place of vfio-pci, until the next start of the host`,
      },
    ],
  },
  'function/rom-shadow': {
    severity: 'note',
    title: f => `What the host shows as the ROM of ${f.fn.bdf} is a copy in memory`,
    explain: f =>
      `The firmware started with ${formatLabel(f.fn)} and left a copy of its ROM at 0xc0000; the kernel serves that copy instead of the chip. Old firmware writes into such a copy, so it need not be what the guest's firmware expects.${
        f.fileMode === null
          ? ''
          : ` Its file has mode ${octal(f.fileMode)}: ${(f.fileMode & 0o004) === 0 ? 'only root' : 'everybody'} may read it.`
      }`,
    evidence: f => [{ source: deviceFile(f.fn.bdf, 'resource'), observed: 'ROM line with the shadow flag' }],
    remedies: () => [
      {
        kind: 'advice',
        text: 'If the guest shows no picture, give it the ROM as a file (romfile): dump it while another card is the primary display, or take the one that the maker of the card offers.',
      },
    ],
  },
};
