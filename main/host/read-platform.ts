/**
 * How the host is put together: distribution, board, boot files, modules, kernel configuration, hypervisor.
 * Source: os-release(5); Linux Documentation/admin-guide/cgroup-v2.rst; drivers/firmware/dmi-id.c, efi/efi.c.
 */
import { malformed } from '../../core/host/malformed.ts';
import { isKnown, knownOr, type Measured } from '../../core/host/measured.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { BOOT_FILES } from '../../core/platform/boot-evidence.ts';
import { nameHypervisor } from '../../core/platform/hypervisor.ts';
import { LOADER_INFO, parseLoaderInfo } from '../../core/platform/loader-info.ts';
import { parseOsRelease } from '../../core/platform/os-release.ts';
import type { HostFiles } from './host-files.ts';
import { derive, isAbsent, measure } from './measure.ts';
import type { Pace } from './pace.ts';
import { readBoard } from './read-board.ts';
import { OWN_GROUPS, readControlGroups } from './read-cgroup-limits.ts';
import { readKernelConfig } from './read-kernel-config.ts';
import { readInstalledKernels, readModules } from './read-modules.ts';
import type { UnreadableFiles } from './unreadable.ts';

const EFI = '/sys/firmware/efi';
const VARIABLES = `${EFI}/efivars`;
const HYPERVISOR_TYPE = '/sys/hypervisor/type';
const CONTROLLERS = '/sys/fs/cgroup/cgroup.controllers';
const MOST_VARIABLE_BYTES = 4096;

type Platform = HostSnapshot['platform'];

/** Everything but libvirt's version, for which a program is asked. */
export async function readPlatform(
  files: HostFiles,
  { kernel, cpu }: Pick<HostSnapshot, 'kernel' | 'cpu'>,
  pace: Pace,
  unreadable: UnreadableFiles,
): Promise<Omit<Platform, 'libvirtVersion'>> {
  const board = readBoard(files);
  const isUefi = readIsUefi(files);
  await pace.breathe();
  const modules = readModules(files, kernel.release, unreadable);
  await pace.breathe();
  const kernelConfig = readKernelConfig(files, kernel.release, unreadable);
  await pace.breathe();
  return {
    distribution: readDistribution(files, unreadable),
    board,
    isUefi,
    loaderInfo: readLoaderInfo(files, isUefi),
    ...readBootFiles(files),
    modules,
    installedKernels: readInstalledKernels(files),
    kernelConfig,
    hypervisor: readHypervisor(files, cpu.flags, board),
    cgroupControllers: readControllers(files),
  };
}

/** The second place counts where the first has no file. */
function readDistribution(files: HostFiles, unreadable: UnreadableFiles): Platform['distribution'] {
  const read = (path: string) => measure(path, () => parseOsRelease(files.readText(path)));
  const first = read('/etc/os-release');
  if (isKnown(first)) return first;
  const second = read('/usr/lib/os-release');
  if (!isKnown(second)) return first;
  if (!isAbsent(first)) unreadable.addUnknown(first);
  return second;
}

/** The kernel makes the folder only when the firmware is UEFI. */
function readIsUefi(files: HostFiles): Measured<boolean> {
  const status = measure(EFI, () => files.status(EFI).kind === 'folder');
  return isAbsent(status) ? false : status;
}

/** A loader that says nothing leaves no variable; but where no variable is to be seen, nobody knows. */
function readLoaderInfo(files: HostFiles, isUefi: Measured<boolean>): Platform['loaderInfo'] {
  if (!isKnown(isUefi)) return isUefi;
  if (!isUefi) return null;
  const info = measure(LOADER_INFO, () => parseLoaderInfo(files.readBytes(LOADER_INFO, MOST_VARIABLE_BYTES)));
  if (!isAbsent(info)) return info;
  const variables = measure(VARIABLES, () => files.list(VARIABLES));
  if (!isKnown(variables)) return variables;
  return variables.length > 0 ? null : { unknown: 'absent', source: VARIABLES, detail: 'not mounted' };
}

function readBootFiles(files: HostFiles): Pick<Platform, 'bootFiles' | 'bootFilesUnmeasured'> {
  const bootFiles: string[] = [];
  const bootFilesUnmeasured: Platform['bootFilesUnmeasured'] = [];
  for (const path of BOOT_FILES) {
    const status = measure(path, () => files.status(path));
    if (isKnown(status)) bootFiles.push(path);
    else if (!isAbsent(status)) bootFilesUnmeasured.push({ path, reason: status.detail });
  }
  return { bootFiles, bootFilesUnmeasured };
}

function readHypervisor(
  files: HostFiles,
  flags: HostSnapshot['cpu']['flags'],
  board: Platform['board'],
): Platform['hypervisor'] {
  const type = measure(HYPERVISOR_TYPE, () => parseWord(files.readText(HYPERVISOR_TYPE)));
  // Only a kernel that knows its hypervisor this way has the file.
  if (!isKnown(type) && !isAbsent(type)) return type;
  const texts = Object.values(knownOr(board, {})).filter(text => typeof text === 'string');
  const name = nameHypervisor({ flags: knownOr(flags, []), firmwareTexts: texts, type: knownOr(type, null) });
  return name === null && !isKnown(flags) ? flags : name;
}

function parseWord(text: string) {
  const word = text.trim();
  return /^[\w.-]{1,40}$/.test(word) ? word : malformed(text);
}

/** Version 1 has no such file: there every hierarchy that this process is in has controllers of its own. */
function readControllers(files: HostFiles): Platform['cgroupControllers'] {
  const unified = measure(CONTROLLERS, () => parseControllers(files.readText(CONTROLLERS)));
  if (!isAbsent(unified)) return unified;
  const legacy = derive(OWN_GROUPS, readControlGroups(files), groups =>
    // Named hierarchies (`name=systemd`) control nothing.
    [...groups.legacy.keys()].filter(name => name !== '' && !name.startsWith('name=')),
  );
  return isKnown(legacy) && legacy.length > 0 ? legacy : unified;
}

/** One line of names; empty where the group has none to give. */
function parseControllers(text: string) {
  return /^[a-z_0-9 ]*\n$/.test(text) ? text.split(/\s/).filter(name => name !== '') : malformed(text);
}
