/** Texts about the wish itself: what was asked for and does not fit together. */
import type { Catalogue, NoFacts } from '../catalogue-entry.ts';

export type MachineFacts = {
  'machine/no-disk': NoFacts;
  'machine/disk-twice': { path: string };
  'machine/relative-path': { path: string; use: 'disk' | 'ROM file' };
  'machine/more-vcpus-than-host': { vcpus: number; hostCpus: number };
  'machine/no-picture': NoFacts;
  'machine/bridge-needs-helper': { bridge: string };
};

const wish = (observed: string) => [{ source: 'the wish', observed }];

export const machineCatalogue: Catalogue<MachineFacts> = {
  'machine/no-disk': {
    severity: 'note',
    title: () => 'The machine has no disk',
    explain: () =>
      'It starts into its firmware and finds nothing to boot, unless an assigned NVMe or SATA controller brings a disk along.',
    evidence: () => wish('no disks'),
    remedies: () => [],
  },
  'machine/disk-twice': {
    severity: 'blocker',
    title: f => `The file ${f.path} is used for two disks`,
    explain: () => 'QEMU locks an image when it opens it, so the second use fails: "Failed to get \\"write\\" lock".',
    evidence: f => wish(f.path),
    remedies: () => [{ kind: 'advice', text: 'Take one of the two out.' }],
  },
  'machine/relative-path': {
    severity: 'warning',
    title: f => `The ${f.use} ${f.path} is not an absolute path`,
    explain: () => 'It is looked for in the folder in which the script is started, which is rarely the one you mean.',
    evidence: f => wish(f.path),
    remedies: () => [{ kind: 'advice', text: 'Write the whole path, starting with a slash.' }],
  },
  'machine/more-vcpus-than-host': {
    severity: 'warning',
    title: f => `${f.vcpus} virtual processors are more than the host has`,
    explain: f =>
      `The host has ${f.hostCpus} logical processors. Virtual ones that wait for each other make the guest slow and its sound crackle.`,
    evidence: f => [{ source: '/sys/devices/system/cpu', observed: `${f.hostCpus} logical processors` }],
    remedies: f => [{ kind: 'change-machine', change: { vcpus: f.hostCpus }, label: `Use ${f.hostCpus}` }],
  },
  'machine/no-picture': {
    severity: 'warning',
    title: () => 'The machine has no picture',
    explain: () =>
      'No display function is assigned and the display is set to none, so nothing of the guest can be seen.',
    evidence: () => wish('display none, no assigned function of class 03 (display)'),
    remedies: () => [{ kind: 'change-machine', change: { display: 'gtk' }, label: 'Open a window for the guest' }],
  },
  'machine/bridge-needs-helper': {
    severity: 'note',
    title: f => `The bridge ${f.bridge} needs QEMU's bridge helper`,
    explain: f =>
      `QEMU started without root joins ${f.bridge} through qemu-bridge-helper, which must be setuid and must allow it.`,
    evidence: f => wish(`network bridge ${f.bridge}`),
    remedies: f => [
      {
        kind: 'command',
        command: `echo 'allow ${f.bridge}' >> /etc/qemu/bridge.conf`,
        needsRoot: true,
        effect: `lets users attach machines to ${f.bridge}`,
      },
    ],
  },
};
