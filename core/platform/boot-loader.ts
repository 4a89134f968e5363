/**
 * Which boot loader started this host, and where it takes the kernel's arguments from.
 *
 * What owns the whole system decides first (an image, a description, a distribution's own tool). Then what the loader
 * said of itself in this very start, then the kernel's command line, which GRUB and EFI loaders each leave their mark
 * on; only then which files lie about, because a host may keep the files of a loader it no longer uses. Several that
 * fit, or none, are answers too.
 * Source: systemd's Boot Loader Interface; GRUB manual, "linux" (BOOT_IMAGE); the manuals named in argument-places.ts.
 */
import type { Evidence } from '../findings/evidence.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { ArgumentPlace } from './argument-place.ts';
import { type LoaderKind, NAMES, placeOf } from './argument-places.ts';
import { type BootFileKind, present } from './boot-evidence.ts';
import { LOADER_INFO } from './loader-info.ts';

export type Candidate = { kind: LoaderKind; name: string; evidence: Evidence[]; place: ArgumentPlace };

export type BootLoader =
  | ({ verdict: 'known' } & Candidate)
  /** Files of several are there, and nothing says which of them ran. */
  | { verdict: 'ambiguous'; candidates: Candidate[] }
  | { verdict: 'unknown' };

export type BootTraces = Pick<HostSnapshot, 'kernel' | 'platform'>;

type Marks = { files: readonly string[]; loaderInfo: string | null; commandLine: readonly string[] };

export function decideBootLoader({ kernel, platform }: BootTraces): BootLoader {
  const marks: Marks = {
    files: platform.bootFiles,
    loaderInfo: knownOr(platform.loaderInfo, null),
    commandLine: isKnown(kernel.commandLine) ? kernel.commandLine : [],
  };
  const found = findOwner(marks) ?? findRunning(marks) ?? findByFiles(marks);
  if (found.length > 1) return { verdict: 'ambiguous', candidates: found };
  const [only] = found;
  return only ? { verdict: 'known', ...only } : { verdict: 'unknown' };
}

const candidate = (marks: Marks, kind: LoaderKind, evidence: Evidence[]): Candidate => ({
  kind,
  name: NAMES[kind],
  evidence,
  place: placeOf(kind, marks.files),
});

const seen = (marks: Marks, kind: BootFileKind): Evidence[] =>
  present(marks.files, kind).map(source => ({ source, observed: 'is there' }));

/** Each with the files that must all be there. */
const OWNERS: readonly [LoaderKind, readonly BootFileKind[]][] = [
  ['rpm-ostree', ['ostree', 'rpmOstree']],
  ['bootc', ['ostree', 'bootc']],
  ['ostree', ['ostree']],
  ['nixos', ['nixos']],
  ['unraid', ['unraid']],
  ['kernelstub', ['kernelstub']],
];

function findOwner(marks: Marks): Candidate[] | null {
  const owner = OWNERS.find(([, kinds]) => kinds.every(kind => present(marks.files, kind).length > 0));
  if (!owner) return null;
  const [loader, kinds] = owner;
  return [
    candidate(
      marks,
      loader,
      kinds.flatMap(kind => seen(marks, kind)),
    ),
  ];
}

/** How loaders begin what they say of themselves. */
const SELF_NAMES: readonly [RegExp, LoaderKind][] = [
  [/^systemd-boot\b/i, 'systemd-boot'],
  [/^GRUB\b/i, 'grub'],
  [/^Limine\b/i, 'limine'],
  [/^rEFInd\b/i, 'refind'],
];

function findRunning(marks: Marks): Candidate[] | null {
  const { loaderInfo, commandLine } = marks;
  const said: Evidence[] = loaderInfo === null ? [] : [{ source: LOADER_INFO, observed: loaderInfo }];
  const stub = seen(marks, 'unifiedImage');
  const self = SELF_NAMES.find(([pattern]) => loaderInfo !== null && pattern.test(loaderInfo))?.[1];
  // Whoever started it, an image of this kind brings its own arguments.
  if (stub.length > 0) return [candidate(marks, 'unified-image', [...stub, ...said])];
  if (self) return [candidate(marks, refine(marks, self), said)];
  const image = commandLine.find(argument => argument.startsWith('BOOT_IMAGE='));
  // A disk in brackets is GRUB's way of naming one; a plain path may come from others too.
  if (image?.startsWith('BOOT_IMAGE=('))
    return [candidate(marks, refine(marks, 'grub'), [{ source: '/proc/cmdline', observed: image }])];
  return null;
}

/** GRUB and systemd-boot are driven by different tools on different distributions. */
function refine(marks: Marks, kind: LoaderKind): LoaderKind {
  if (present(marks.files, 'proxmox').length > 0) {
    if (kind === 'grub') return 'proxmox-grub';
    if (kind === 'systemd-boot') return 'proxmox';
  }
  if (kind === 'grub' && present(marks.files, 'grubby').length > 0) return 'grub-bls';
  return kind;
}

const BY_FILES: readonly [LoaderKind, readonly BootFileKind[]][] = [
  ['grub', ['grub', 'updateGrub']],
  ['systemd-boot', ['systemdBoot', 'sdbootManage']],
  ['limine', ['limine', 'limineEntryTool']],
  ['refind', ['refind']],
  ['extlinux', ['extlinux', 'updateExtlinux']],
  ['raspberry-pi', ['raspberry']],
  ['zipl', ['zipl']],
  ['lilo', ['lilo']],
];

function findByFiles(marks: Marks): Candidate[] {
  const image = marks.commandLine.find(argument => argument.startsWith('BOOT_IMAGE='));
  // Loaders that hand the kernel to the EFI name the initramfs as the EFI does, with backslashes.
  const efiInitrd = marks.commandLine.find(argument => argument.startsWith('initrd=\\'));
  return BY_FILES.flatMap(([kind, files]) => {
    const evidence = files.flatMap(one => seen(marks, one));
    if (evidence.length === 0) return [];
    const leavesImage = kind === 'grub' || kind === 'extlinux' || kind === 'lilo';
    if (image && !leavesImage) return [];
    if (efiInitrd && leavesImage) return [];
    const mark = image ?? efiInitrd;
    return [
      candidate(marks, refine(marks, kind), [
        ...(mark ? [{ source: '/proc/cmdline', observed: mark }] : []),
        ...evidence,
      ]),
    ];
  });
}
