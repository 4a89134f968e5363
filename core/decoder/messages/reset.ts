/** Devices that do not come back: resets, power states, links. Source: Linux drivers/pci/pci.c, probe.c, pcie/{aer,dpc}.c. */
import { addArgument, advice, BDF, command, type MessageEntry, pattern } from '../message.ts';

const device = (f: Readonly<Record<string, string | number>>) => `/sys/bus/pci/devices/${f.device}`;
const powerOff = advice(
  'Shut the computer down and switch it off, or suspend it once: only losing its power brings such a device back.',
);

export const resetMessages: readonly MessageEntry[] = [
  {
    id: 'reset/not-ready',
    from: 'kernel',
    needles: ['; giving up'],
    pattern: pattern`${BDF}: not ready (?<milliseconds>\d{1,9})ms after (?<reset>[^;]{1,40}); giving up`,
    weight: 'trouble',
    title: f => `${f.device} did not come back from a reset`,
    cause: f =>
      `After "${f.reset}" the kernel waited ${f.milliseconds} ms and the device still did not answer. Some devices cannot be reset this way: the first machine gets it, the second does not.`,
    remedies: f => [
      powerOff,
      command(`cat ${device(f)}/reset_method`, 'shows by which ways the kernel may reset it'),
      advice('For AMD Polaris, Vega and Navi 1x cards the module vendor-reset has a reset that works.'),
    ],
  },
  {
    id: 'power/inaccessible',
    from: 'kernel',
    needles: ['change power state from'],
    pattern: pattern`${BDF}: (?:Unable to|can't) change power state from (?<from>\w{1,10}) to (?<to>\w{1,10})(?:, device inaccessible| \(config space inaccessible\))`,
    weight: 'trouble',
    title: f => `${f.device} does not answer when its power is switched`,
    cause: f =>
      `The kernel wanted it to go from ${f.from} to ${f.to}, and reading it gave nothing. It has lost its power or its link, mostly in a sleep (D3cold) that it does not wake from, or in a reset that failed.`,
    remedies: f => [
      powerOff,
      command(`echo 0 > ${device(f)}/d3cold_allowed`, 'keeps it from being switched off wholly, until the next start'),
      advice('Put "options vfio-pci disable_idle_d3=1" into a file in /etc/modprobe.d, so that VFIO leaves it awake.'),
    ],
  },
  {
    id: 'power/refused',
    from: 'kernel',
    needles: ['efused to change power state'],
    pattern: pattern`${BDF}: [Rr]efused to change power state(?: from (?<from>\w{1,10}) to (?<to>\w{1,10})|, currently in (?<now>\w{1,10}))`,
    weight: 'trouble',
    title: f => `${f.device} refused to change its power state`,
    cause: () =>
      'The device answered, but stayed as it was. Seen after a guest left it in a bad state, or with firmware that keeps the power of the slot to itself.',
    remedies: f => [command(`echo on > ${device(f)}/power/control`, 'keeps it awake until the next start'), powerOff],
  },
  {
    id: 'reset/bars-lost',
    from: 'kernel',
    needles: ['reset recovery - restoring BARs'],
    pattern: pattern`${BDF}: vfio_bar_restore: reset recovery - restoring BARs`,
    weight: 'trouble',
    title: f => `${f.device} was reset behind the back of VFIO`,
    cause: () =>
      'Its base addresses were gone when the guest came back to them, so VFIO wrote them anew. Repeated many times it means that the device keeps falling over.',
    remedies: () => [
      advice(
        'If the guest does not show a picture or hangs, give it the ROM of the card as a file, and try another slot.',
      ),
      powerOff,
    ],
  },
  {
    id: 'reset/header-unknown',
    from: 'kernel',
    needles: ['unknown header type'],
    pattern: pattern`${BDF}: unknown header type (?<header>[0-9a-f]{2}), ignoring device`,
    weight: 'trouble',
    title: f => `${f.device} answers with nonsense`,
    cause: f =>
      `The kernel read header type ${f.header}; 7f and ff mean that all bits read as one, so that nobody is there. This is what a card looks like after a reset that it did not survive.`,
    remedies: () => [powerOff],
  },
  {
    id: 'reset/transactions-pending',
    from: 'kernel',
    needles: ['imed out waiting for pending transaction'],
    pattern: pattern`${BDF}: [Tt]imed out waiting for pending transaction`,
    weight: 'note',
    title: f => `${f.device} was reset while it still waited for answers`,
    cause: () =>
      'The kernel waited and then reset it all the same. Mostly it goes well; if the device hangs now, this is why.',
    remedies: () => [
      advice('Shut the guest down properly instead of killing it, so that its driver stops the device first.'),
    ],
  },
  {
    id: 'pcie/uncorrected-error',
    from: 'kernel',
    needles: ['Uncorrect'],
    pattern: pattern`AER: (?:Multiple )?Uncorrect(?:ed|able) \((?<gravity>Fatal|Non-Fatal)\) error (?:received: |message received from )${BDF}`,
    weight: 'trouble',
    title: f => `The PCIe link of ${f.device} reported an error that could not be mended`,
    cause: f =>
      `The error is ${f.gravity === 'Fatal' ? 'fatal: the link is reset and whatever runs on it is lost' : 'not fatal for the link, but what was under way is lost'}. Bad contact, a riser cable, a slot set too fast, or a device that was reset.`,
    remedies: () => [
      advice(
        'Seat the card anew; with a riser cable, set the slot to an older PCIe generation in the firmware set-up.',
      ),
    ],
  },
  {
    id: 'pcie/corrected-error',
    from: 'kernel',
    needles: ['AER: '],
    pattern: pattern`AER: (?:Multiple )?Correct(?:ed|able) error (?:received: |message received from )${BDF}`,
    weight: 'note',
    title: f => `The PCIe link of ${f.device} repaired transmission errors`,
    cause: () =>
      'Nothing is lost, but many of these cost speed, and they fill the log. Power saving on the link (ASPM) and riser cables are the usual reasons.',
    remedies: () => [addArgument('pcie_aspm=off')],
  },
  {
    id: 'pcie/contained',
    from: 'kernel',
    needles: ['DPC: containment event'],
    pattern: pattern`${BDF}: DPC: containment event, status:(?<status>0x[0-9a-f]{1,8})`,
    weight: 'trouble',
    title: f => `The port ${f.device} cut off what hangs below it`,
    cause: () =>
      'The port saw a fatal error and closed the link, to keep it from spreading. Whatever is below is gone until it is found again.',
    remedies: () => [powerOff],
  },
  {
    id: 'pci/bar-not-placed',
    from: 'kernel',
    needles: ['[mem size '],
    pattern: pattern`${BDF}: BAR (?<bar>\d{1,2})(?:: (?:no space for|failed to assign) \[mem size (?<size>0x[0-9a-f]{1,16})| \[mem size (?<bytes>0x[0-9a-f]{1,16})[^\]]{0,20}\]: (?:can't assign; no space|failed to assign))`,
    weight: 'note',
    title: f => `There was no room for BAR ${f.bar} of ${f.device}`,
    cause: () =>
      'The firmware left the kernel too little address space below it. Often the kernel finds another arrangement a line later; if not, the device does not work.',
    remedies: () => [
      { kind: 'firmware-setting', setting: 'Above 4G Decoding', value: 'Enabled' },
      { kind: 'firmware-setting', setting: 'Resizable BAR', value: 'Disabled, if the card still has no room' },
    ],
  },
];
