/** Names in paths: people's folders, disks by name, volumes. Names of the system's own folders stay. */
import { isStandIn } from './stand-in.ts';
import { isSystemPath, peopleFolderOf, TEXT_ROOTS, wellKnownPartOf } from './system-path.ts';

/** Makes stand-ins for names that were found in a path. */
export type PathRules = {
  home: string | null;
  mountPoints: ReadonlySet<string>;
  /** Mount points in the system's folders that somebody made. */
  ownMounts: ReadonlySet<string>;
  user: (name: string) => string;
  folder: (name: string) => string;
  label: (name: string) => string;
  uuid: (name: string) => string;
  serial: (name: string) => string;
  volume: (name: string) => string;
  volumePath: (group: string, volume: string) => [string, string];
  isVolumeGroup: (name: string) => boolean;
  isGeneric: (name: string) => boolean;
};

/** A path in running text begins behind a blank, a quote or a sign, and ends before the next. */
export const PATHS_IN_TEXT = /(?<![\p{L}\p{N}._~/*-])(?:\/[^\s/"'`,;:()<>[\]{}=|&?*]+)+/gu;

/**
 * @param as `path`: the text is known to be one path, so any folder that is not the system's is somebody's;
 * `text`: it was found in a text and may be no path at all (`24/7`, a device path of sysfs).
 */
export function cleanPath(path: string, rules: PathRules, as: 'path' | 'text'): string {
  const { home } = rules;
  if (home !== null && (path === home || path.startsWith(`${home}/`))) {
    const end = home.lastIndexOf('/');
    const user = rules.user(home.slice(end + 1));
    const parent = home.slice(0, end);
    return `${parent === '' ? '' : cleanPath(parent, rules, as)}/${user}${below(path.slice(home.length), rules)}`;
  }
  if (path.startsWith('/dev/')) return cleanNode(path, rules);
  const people = peopleFolderOf(path);
  if (people !== null) {
    const [, name = '', ...rest] = path.slice(people.length).split('/');
    const user = name === '' || name.startsWith('.') || name === 'lost+found' ? name : rules.user(name);
    return path === people ? path : `${people}/${user}${below(rest.map(part => `/${part}`).join(''), rules)}`;
  }
  if (path.startsWith('/root/')) return `/root${below(path.slice('/root'.length), rules)}`;
  if (isSystemPath(path)) {
    if (rules.ownMounts.size === 0 || !isBelow(path, rules.ownMounts)) return path;
    const known = wellKnownPartOf(path);
    return known + below(path.slice(known.length), rules);
  }
  return as === 'path' || TEXT_ROOTS.test(path) || isBelow(path, rules.mountPoints) ? below(path, rules) : path;
}

function isBelow(path: string, mountPoints: ReadonlySet<string>): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
    if (mountPoints.has(path.slice(0, end))) return true;
  return false;
}

/** Each name of a path below a person's folder. */
function below(path: string, rules: PathRules): string {
  return path
    .split('/')
    .map(name => (name === '' || isStandIn(name) || rules.isGeneric(name) ? name : rules.folder(name)))
    .join('/');
}

/** Folders that the kernel and udev make in /dev; any other with one name in it is a volume group. */
const NODE_FOLDERS = new Set(
  (
    'accel binderfs block bsg btrfs-control bus cgroup char cpu cpu_dma_latency cxl dma_heap dri dvb fd gpio hugepages hwtracing ' +
    'infiniband input iommu kfd loop lustre mapper md mei misc mqueue mtd nbd net nvidia-caps nvidia-caps-imex-channels ppp ' +
    'pktcdvd pts raw rtc serial sgx shm snd tee tpm ubi uio usb v4l vcio vfio vhci video video4linux virtio-ports watchdog xen ' +
    'zcrypt zram'
  ).split(' '),
);

/** Source: systemd rules.d/60-persistent-storage.rules; lvm2 makes /dev/VG/LV. */
function cleanNode(path: string, rules: PathRules): string {
  const [, , folder = '', second = '', ...rest] = path.split('/');
  const tail = rest.map(name => `/${name}`).join('');
  if (folder === 'mapper') return `/dev/mapper/${rules.volume(second)}${tail}`;
  if (folder === 'disk') return `/dev/disk/${second}/${rest.map(name => cleanDisk(second, name, rules)).join('/')}`;
  if (folder === 'zvol') return `/dev/zvol${below(path.slice('/dev/zvol'.length), rules)}`;
  if (second !== '' && (rules.isVolumeGroup(folder) || (rest.length === 0 && !NODE_FOLDERS.has(folder)))) {
    const [group, volume] = rules.volumePath(folder, second);
    return `/dev/${group}/${volume}${tail}`;
  }
  return path;
}

function cleanDisk(by: string, name: string, rules: PathRules): string {
  if (isStandIn(name)) return name;
  switch (by) {
    case 'by-label':
    case 'by-partlabel':
      // udev writes what a path cannot hold as \x20.
      return rules.label(
        name.replace(/\\x([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
      );
    case 'by-uuid':
    case 'by-partuuid':
      return rules.uuid(name);
    case 'by-id': {
      const part = /-part\d+$/.exec(name)?.[0] ?? '';
      const disk = name.slice(0, name.length - part.length);
      return `${isStandIn(disk) ? disk : rules.serial(disk)}${part}`;
    }
    default:
      return name;
  }
}
