/**
 * Every file that a scan reads is spoiled in turn, in every way: the scan must come back with a snapshot that fits the
 * schema and says which file it missed. Where a missing or empty file has a meaning, it is listed here.
 */
import { describe, expect, test } from 'vitest';
import { hostSnapshot } from '../../core/host/snapshot.ts';
import { BOOT_FILES } from '../../core/platform/boot-evidence.ts';
import { sampleHosts } from '../../fixtures/hosts/index.ts';
import { MemoryHostFiles } from '../../fixtures/memory-host-files.ts';
import type { HostTree } from '../../fixtures/tree.ts';
import { readHost } from './read-host.ts';
import { sourcesOfUnknowns } from './testing/sources-of.ts';
import { type Spoil, WatchedFiles } from './testing/watched-files.ts';

const OPTIONS = { origin: { kind: 'live' }, now: () => new Date(0) } as const;

/** Missing, these say something; the reader of the fact says what. */
const ABSENCE_HAS_MEANING = [
  // No IOMMU covers the function; it cannot be reset; the kernel has no NUMA, no power management.
  /^\/sys\/bus\/pci\/devices\/[^/]+\/(iommu_group|reset_method|numa_node|d3cold_allowed|power\/(runtime_status|control))$/,
  // The function has no PCIe link, no virtual functions, no ROM that can be read.
  /^\/sys\/bus\/pci\/devices\/[^/]+\/(max_link_speed|sriov_totalvfs|rom)$/,
  // Kernels before 5.2.
  /^\/lib\/modules\/[^/]+\/modules\.builtin\.modinfo$/,
  // A group without a name.
  /^\/sys\/kernel\/iommu_groups\/\d+\/name$/,
  // The kernel makes no nodes for single functions.
  /^\/sys\/bus\/pci\/devices\/[^/]+\/vfio-dev$/,
  // The laptop's second GPU is no VGA controller, and older kernels tell it only of those.
  /^\/sys\/bus\/pci\/devices\/0000:01:00\.0\/boot_vga$/,
  // No IOMMU driver in the kernel; the folder above was seen.
  /^\/sys\/class\/iommu$/,
  // No Thunderbolt in the kernel; the folder above was seen.
  /^\/sys\/bus\/thunderbolt\/devices$/,
  // No function is bound to a VFIO driver.
  /^\/dev\/vfio(\/devices)?$/,
  // udev has nothing to say of a mapped device, a loop or an array; there is no btrfs; a RAID level without redundancy.
  /^\/run\/udev\/data\/b(7|9|25[2-4]):\d+$/,
  /^\/sys\/fs\/btrfs$/,
  // No ZFS in the kernel; the folder above was seen.
  /^\/proc\/spl\/kstat\/zfs$/,
  /^\/sys\/class\/block\/md\d+\/md\/degraded$/,
  // No IPv6 in the kernel.
  /^\/proc\/net\/(ipv6_route|if_inet6|tcp6)$/,
  // The kernel is built without it, or it is not at work.
  /^\/sys\/kernel\/mm\/(transparent_hugepage\/enabled|ksm\/run)$/,
  /^\/sys\/module\/(zswap|apparmor)\/parameters\/enabled$/,
  /^\/(proc\/swaps|sys\/fs\/selinux|sys\/firmware\/efi)$/,
  // A control group without a limit.
  /^\/sys\/fs\/cgroup\/(.*\/)?memory\.(max|high)$/,
  // Devices come and go.
  /^\/sys\/dev\/char\/\d+:\d+$/,
  // Processes end at any time, and close files.
  /^\/proc\/\d+\/(comm|cmdline|environ|status|fd(\/\d+)?)$/,
  // A kernel without PID namespaces.
  /^\/proc\/self\/ns\/pid$/,
  // A class that no driver has made, a device that was unplugged meanwhile, a card without driver or name.
  /^\/sys\/class\/(accel|drm|graphics|hidraw|i2c-dev|infiniband_\w+|input|nvme(-generic)?|scsi_generic|sound|video4linux|vtconsole)(\/[\w-]+)?$/,
  /^\/sys\/class\/drm\/card\d+\/device\/driver$/,
  /^\/sys\/bus\/usb\/devices\/[\d.-]+(\/product)?$/,
  // Each node says that nobody could ask for its list.
  /^\/usr\/bin\/getfacl /,
  // Settings that nobody has made, and ways in that are not installed.
  /^\/(etc|usr\/lib|usr\/etc)\/(pam\.d\/[\w-]+|security\/limits\.(d|conf))$/,
  /^\/(etc|run|usr\/lib|usr\/local\/lib)\/systemd\/(system|user)\.conf(\.d)?$/,
  /^\/(etc|run|usr\/lib|usr\/local\/lib)\/systemd\/system\/(user@\d*\.|virtqemud\.|libvirtd\.)?service(\.d)?$/,
  /^\/(etc|run|usr\/lib|usr\/local\/lib|lib)\/udev\/rules\.d$/,
  // The firmware leaves the field out; the folder above was seen.
  /^\/sys\/class\/dmi\/id\/\w+$/,
  // No such parameters; in the kernel itself and no module.
  /^\/sys\/module\/\w+\/(parameters|initstate)$/,
  // Each is one place of several.
  /^\/(proc\/config\.gz|boot\/config-[^/]+|lib\/modules\/[^/]+\/config|etc\/os-release)$/,
  // Not this boot loader, not this tool, not this hypervisor; the loader says nothing of itself.
  new RegExp(`^(${BOOT_FILES.map(path => path.replaceAll('.', '\\.')).join('|')})$`),
  /^\/sys\/(firmware\/efi\/efivars\/LoaderInfo-[-0-9a-f]+|hypervisor\/type)$/,
  /^\/(usr|run\/current-system\/sw)\/s?bin\/(virtqemud|libvirtd|virsh) --version$/,
  // No package has put anything there.
  /^\/(etc|usr\/share)\/qemu\/firmware$/,
  /^\/usr\/share\/(misc\/|hwdata\/)?pci\.ids$/,
  /^\/usr\/(local\/)?(bin|sbin|libexec)(\/qemu-[\w-]+)?$/,
];

/** Any text is a good one, so that nobody can tell. */
const ANY_TEXT_IS_GOOD = [
  /^\/proc\/sys\/kernel\/(osrelease|hostname)$/,
  /^\/proc\/cmdline$/,
  // A program may have any name; of udev's rules only lines that speak of VFIO or KVM are looked for.
  /^\/proc\/\d+\/(comm|cmdline)$/,
  // A process may have anything open, and a USB device call itself whatever it likes.
  /^\/proc\/\d+\/fd\/\d+$/,
  /^\/sys\/bus\/usb\/devices\/[\d.-]+\/product$/,
  /\.rules$/,
];

/** Processes that close their files to us are counted: read-holders.test.ts holds the count. */
const COUNTED = [
  /^\/proc\/\d+\/fd(\/\d+)?$/,
  // A parent of another user, as login is: the parents above it tell whether there is a server of SSH.
  /^\/proc\/\d+\/environ$/,
];

/** Empty, these say: none. */
const EMPTY_HAS_MEANING = [
  /^\/proc\/bus\/input\/devices$/,
  /^\/proc\/\d+\/fd\/\d+$/,
  /^\/sys\/bus\/usb\/devices\/[\d.-]+\/product$/,
  /^\/proc\/cmdline$/,
  // A node without processors, or no processor online.
  /^\/sys\/devices\/system\/(node\/node\d+\/cpulist|cpu\/online)$/,
  /^\/sys\/kernel\/iommu_groups\/\d+\/reserved_regions$/,
  /^\/sys\/bus\/pci\/devices\/[^/]+\/(driver_override|reset_method)$/,
  // An array that is not started; no route and no address; no hierarchy of control groups.
  /^\/sys\/class\/block\/md\d+\/md\/level$/,
  /^\/proc\/net\/(route|ipv6_route|if_inet6)$/,
  /^\/proc\/self\/cgroup$/,
  // Nothing is set there.
  /^\/(etc|usr\/lib)\/(pam\.d|security|systemd|udev\/rules\.d)\//,
  // An empty descriptor hides the packaged one of the same name.
  /^\/(etc|usr\/share)\/qemu\/firmware\/.*\.json$/,
];

const isOneOf = (source: string, patterns: readonly RegExp[]) => patterns.some(pattern => pattern.test(source));

function sampleTree(id: string): HostTree {
  const sample = sampleHosts.find(host => host.id === id);
  if (!sample) throw new Error(`There is no sample host "${id}".`);
  return sample.tree();
}

describe.each([
  { id: 'muxless-laptop', shows: 'a sleeping function', each: 'source' },
  { id: 'amd-desktop', shows: 'an AMD IOMMU', each: 'kind of source' },
  { id: 'twin-gpu-workstation', shows: 'VFIO nodes and two NUMA nodes', each: 'kind of source' },
])('$id with $shows, each $each', async ({ id, each }) => {
  const files = new MemoryHostFiles(sampleTree(id));
  const watched = new WatchedFiles(files);
  const healthy = sourcesOfUnknowns(await readHost(watched, OPTIONS));
  const choose = (all: Iterable<string>) => (each === 'source' ? [...all] : firstOfEachKind(all));
  const sources = choose(watched.touched);
  const filled = choose(watched.filled);

  async function sourcesAfter(spoil: Spoil): Promise<Set<string>> {
    const host = await readHost(new WatchedFiles(files, spoil), OPTIONS);
    const fit = hostSnapshot.safeParse(host);
    expect(fit.error, `${spoil.source}: ${spoil.how}`).toBeUndefined();
    return sourcesOfUnknowns(host);
  }

  /** Sources whose failure the snapshot keeps to itself. */
  async function silentSources(how: Spoil['how'], excused: readonly RegExp[], among = sources): Promise<string[]> {
    const silent: string[] = [];
    for (const source of among) {
      if (healthy.has(source) || isOneOf(source, excused)) continue;
      if (!(await sourcesAfter({ source, how })).has(source)) silent.push(source);
    }
    return silent;
  }

  test('is read in full', () => {
    expect(watched.touched.size).toBeGreaterThan(200);
  });

  test.each(['EACCES', 'EIO'] as const)('%s is always seen', async how => {
    expect(await silentSources(how, how === 'EACCES' ? COUNTED : [])).toEqual([]);
  });

  test('ENOENT is seen, but where it has a meaning', async () => {
    expect(await silentSources('ENOENT', ABSENCE_HAS_MEANING)).toEqual([]);
  });

  test('garbage is seen in every file that has a form', async () => {
    // Any 64 bytes are a configuration space; the reader of its fields judges them.
    const formed = filled.filter(source => !source.endsWith('/config'));
    expect(await silentSources('garbage', ANY_TEXT_IS_GOOD, formed)).toEqual([]);
  });

  test('an empty file is seen, but where it has a meaning', async () => {
    expect(await silentSources('empty', EMPTY_HAS_MEANING, filled)).toEqual([]);
  });

  test('files that end early, and folders that list nonsense, leave a snapshot that fits', async () => {
    const folders = sources.filter(source => !watched.filled.has(source));
    for (const source of filled) await sourcesAfter({ source, how: 'truncated' });
    for (const source of folders) {
      for (const how of ['garbage', 'truncated', 'empty'] as const) await sourcesAfter({ source, how });
    }
  });
});

/** Files of one kind differ in numbers only: it is enough to spoil one of them. */
function firstOfEachKind(sources: Iterable<string>): string[] {
  return [...Map.groupBy(sources, kindOf).values()].flatMap(([first]) => first ?? []);
}

function kindOf(source: string): string {
  return source.replace(/[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]|\d+/g, '#');
}
