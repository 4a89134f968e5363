/**
 * /sys/kernel/security/apparmor/profiles: `NAME (MODE)` on each line.
 * Source: Linux security/apparmor/apparmorfs.c, seq_show_profile().
 */
import { type Malformed, malformed } from '../host/malformed.ts';

export type ApparmorProfile = { name: string; mode: string };

/** Those that confine QEMU, libvirt's daemons or its machines. */
const ABOUT_MACHINES = /qemu|libvirt|virt-aa-helper|virtqemud|swtpm/i;

export function parseApparmorProfiles(text: string): ApparmorProfile[] | Malformed {
  const profiles: ApparmorProfile[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, name, mode] = /^(.+) \(([a-z]+)\)$/.exec(line) ?? [];
    if (name === undefined || mode === undefined) return malformed(line);
    if (ABOUT_MACHINES.test(name)) profiles.push({ name, mode });
  }
  return profiles;
}
