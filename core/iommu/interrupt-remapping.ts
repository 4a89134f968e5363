/**
 * Whether the kernel remaps interrupts, from /proc/interrupts: the names of its interrupt controllers then start
 * with `IR-` (`IR-PCI-MSIX-0000:01:00.0`, `IR-IO-APIC`).
 * Source: Linux drivers/iommu/intel/irq_remapping.c and drivers/iommu/amd/iommu.c, `.prefix = "IR-"`.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

export function parseInterruptRemapping(interrupts: string): boolean | Malformed {
  if (!/^\s*CPU\d+/.test(interrupts)) return malformed('no header line "CPU0 ..."');
  // The file has a column per processor: most of the text need not be split into words.
  return interrupts.includes(' IR-') && interrupts.split('\n').some(line => controllerOf(line)?.startsWith('IR-'));
}

/** ` 24:   1   0   IO-APIC   5-edge   ACPI:Ged`: the first word behind the counts. */
function controllerOf(line: string): string | undefined {
  const [label, ...words] = line.trim().split(/\s+/);
  return label?.endsWith(':') ? words.find(word => !/^\d+$/.test(word)) : undefined;
}
