/**
 * `reset_method` of a PCI function: the names of the methods the kernel would try, in that order. Empty: somebody
 * switched them all off. Source: Linux Documentation/ABI/testing/sysfs-bus-pci; drivers/pci/pci.c, pci_reset_fn_methods.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

/** Names are not checked against a list: newer kernels have more. */
export function parseResetMethods(text: string): string[] | Malformed {
  const names = text.split(/\s+/).filter(name => name !== '');
  return names.every(name => /^[a-z][a-z0-9_]*$/.test(name)) ? names : malformed(text);
}
