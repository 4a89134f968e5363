/**
 * Whether interrupts are remapped in x2APIC mode, which hosts with more than 255 logical CPUs need: only the kernel's
 * log says so.
 * Source: Linux drivers/iommu/intel/irq_remapping.c, intel_enable_irq_remapping(); drivers/iommu/amd/init.c,
 * print_iommu_info(); arch/x86/kernel/apic/apic.c, try_to_enable_x2apic().
 */
import { isKnown, type Measured } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';

export type X2apicState = 'on' | 'off';

export function x2apicState(kernelLog: HostSnapshot['kernelLog']): Measured<X2apicState> {
  if (!isKnown(kernelLog)) return kernelLog;
  for (const { text } of kernelLog.lines) {
    if (/DMAR-IR: Enabled IRQ remapping in x2apic mode|AMD-Vi: X2APIC enabled/.test(text)) return 'on';
    if (/DMAR-IR: Enabled IRQ remapping in xapic mode|IRQ remapping doesn't support X2APIC mode/.test(text))
      return 'off';
  }
  return { unknown: 'absent', source: kernelLog.source, detail: 'no line about x2APIC' };
}
