/**
 * /proc/self/attr/current: the label of this process, ended by a zero byte (SELinux) or a line end (AppArmor).
 * Source: Linux security/selinux/hooks.c selinux_getprocattr(); security/apparmor/procattr.c.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

export function parseProcessLabel(text: string): string | Malformed {
  const label = text.replace(/[\0\n]+$/, '');
  return label !== '' && /^[\x20-\x7e]+$/.test(label) ? label : malformed(text);
}
