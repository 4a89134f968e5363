/** Who else has a say in what may be opened and loaded: Secure Boot, security modules, control groups, udev. */

import { parseApparmorProfiles } from '../../core/access/apparmor-profiles.ts';
import { parseDeviceList } from '../../core/access/device-cgroup.ts';
import { parseProcessLabel } from '../../core/access/process-label.ts';
import { parseSecureBoot } from '../../core/access/secure-boot.ts';
import { parseBoolParameter } from '../../core/host/flag-text.ts';
import { malformed } from '../../core/host/malformed.ts';
import { isKnown } from '../../core/host/measured.ts';
import type { HostSecurity } from '../../core/host/schema/access.ts';
import type { HostFiles } from './host-files.ts';
import { derive, isAbsent, measure } from './measure.ts';
import { OWN_GROUPS, readControlGroups } from './read-cgroup-limits.ts';
import { readUdevRules } from './read-udev-rules.ts';
import type { UnreadableFiles } from './unreadable.ts';

const EFI = '/sys/firmware/efi';
/** The GUID is that of the variables which the UEFI specification itself defines. */
const SECURE_BOOT = `${EFI}/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c`;
const SELINUX = '/sys/fs/selinux';
const APPARMOR = '/sys/module/apparmor/parameters/enabled';
const APPARMOR_PROFILES = '/sys/kernel/security/apparmor/profiles';
const LABEL = '/proc/self/attr/current';

export async function readSecurity(files: HostFiles, unreadable: UnreadableFiles): Promise<HostSecurity> {
  const selinux = readSelinux(files);
  const apparmor = readApparmor(files);
  return {
    isSecureBootOn: readSecureBoot(files),
    selinux,
    apparmor,
    apparmorProfiles: readProfiles(files, apparmor),
    ownLabel: readOwnLabel(files, selinux, apparmor),
    deviceCgroup: readDeviceCgroup(files),
    udevRules: readUdevRules(files, unreadable),
  };
}

function readSecureBoot(files: HostFiles): HostSecurity['isSecureBootOn'] {
  const folder = measure(EFI, () => files.list(EFI));
  // Without the folder the kernel was not started by UEFI. Source: Linux drivers/firmware/efi/efi.c, efisubsys_init().
  if (!isKnown(folder)) return isAbsent(folder) && files.exists('/sys/firmware') ? null : folder;
  // One byte more than there should be, so that a longer variable is noticed.
  return measure(SECURE_BOOT, () => parseSecureBoot(files.readBytes(SECURE_BOOT, 6)));
}

/** The folder is there if the kernel's SELinux is at work. Source: Linux security/selinux/selinuxfs.c, init_sel_fs(). */
function readSelinux(files: HostFiles): HostSecurity['selinux'] {
  const folder = measure(SELINUX, () => files.list(SELINUX));
  if (!isKnown(folder)) return isAbsent(folder) && files.exists('/sys/fs') ? 'disabled' : folder;
  const source = `${SELINUX}/enforce`;
  return measure(source, () => {
    const digit = files.readText(source).trim();
    if (digit === '1') return 'enforcing';
    return digit === '0' ? 'permissive' : malformed(digit);
  });
}

/** The parameter is there if AppArmor is built in; it never is a module. */
function readApparmor(files: HostFiles): HostSecurity['apparmor'] {
  const isEnabled = measure(APPARMOR, () => parseBoolParameter(files.readText(APPARMOR)));
  if (isKnown(isEnabled)) return { isEnabled };
  return isAbsent(isEnabled) && files.exists('/sys/module') ? { isEnabled: false } : isEnabled;
}

function readProfiles(files: HostFiles, apparmor: HostSecurity['apparmor']): HostSecurity['apparmorProfiles'] {
  if (!isKnown(apparmor)) return apparmor;
  if (!apparmor.isEnabled) return [];
  return measure(APPARMOR_PROFILES, () => parseApparmorProfiles(files.readText(APPARMOR_PROFILES)));
}

/** Without a module that gives labels the kernel refuses to read one. */
function readOwnLabel(
  files: HostFiles,
  selinux: HostSecurity['selinux'],
  apparmor: HostSecurity['apparmor'],
): HostSecurity['ownLabel'] {
  if (selinux === 'disabled' && isKnown(apparmor) && !apparmor.isEnabled) return null;
  return measure(LABEL, () => parseProcessLabel(files.readText(LABEL)));
}

/** Under version 2 a program in the kernel decides, which only root may look at. */
function readDeviceCgroup(files: HostFiles): HostSecurity['deviceCgroup'] {
  const groups = readControlGroups(files);
  if (!isKnown(groups)) return groups;
  const path = groups.legacy.get('devices');
  if (path === undefined) return null;
  if (path.split('/').includes('..'))
    return { unknown: 'failed', source: OWN_GROUPS, detail: `${path} lies outside of what is mounted` };
  const source = `/sys/fs/cgroup/devices${path === '/' ? '' : path}/devices.list`;
  return derive(
    source,
    measure(source, () => files.readText(source)),
    parseDeviceList,
  );
}
