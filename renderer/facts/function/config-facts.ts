/**
 * What a function's configuration space says of itself: serial number, interrupts, sizes that a BAR could have. A user
 * without privilege reads its first 64 bytes only, so that most of it is not seen.
 */
import { countOf } from '../../../core/findings/function-label.ts';
import { isMalformed } from '../../../core/host/malformed.ts';
import { isKnown, type Measured, type Unknown } from '../../../core/host/measured.ts';
import type { PciFunction } from '../../../core/host/snapshot.ts';
import { formatBytes } from '../../../core/memory/format-bytes.ts';
import { decodeAddressTranslation } from '../../../core/pci/address-translation.ts';
import { type ConfigView, NOT_SEEN, type Seen, viewConfig } from '../../../core/pci/config-view.ts';
import { decodeMsi, decodeMsix } from '../../../core/pci/message-interrupts.ts';
import { decodeResizableBars, type ResizableBar } from '../../../core/pci/resizable-bar.ts';
import { decodeSerialNumber } from '../../../core/pci/serial-number.ts';
import { code, type Fact, type FactGroup, fact } from '../fact.ts';

/** `read` on the function's configuration space, with the reason where its answer lies beyond the bytes that were read. */
function measureConfig<T>({ bdf, config }: PciFunction, read: (view: ConfigView) => Seen<T>): Measured<T | null> {
  if (!isKnown(config)) return config;
  const source = `/sys/bus/pci/devices/${bdf}/config`;
  const view = viewConfig(config);
  if (isMalformed(view)) return { unknown: 'malformed', source, detail: view.malformed } satisfies Unknown;
  const seen = read(view);
  if (seen !== NOT_SEEN) return seen;
  return { unknown: 'denied', source, detail: `${config.length / 2} bytes of it are` } satisfies Unknown;
}

export function serialFact(fn: PciFunction): Fact {
  return fact('Serial number', measureConfig(fn, decodeSerialNumber), serial =>
    serial === null ? 'None' : code(serial),
  );
}

/** By index of the BAR. */
export function resizableBars(fn: PciFunction): Measured<ReadonlyMap<number, ResizableBar>> {
  const bars = measureConfig(fn, decodeResizableBars);
  return isKnown(bars) ? new Map((bars ?? []).map(bar => [bar.index, bar])) : bars;
}

export function interruptFacts(fn: PciFunction): FactGroup {
  return {
    title: 'Interrupts and address translation',
    facts: [
      fact('MSI-X', measureConfig(fn, decodeMsix), msix =>
        msix === null
          ? 'None'
          : `${countOf(msix.vectors, 'message')}, ${onOff(msix.isEnabled)}; the table lies in BAR ${msix.table.bar} at offset 0x${msix.table.pages.offset.toString(16)} (${formatBytes(msix.table.pages.sizeBytes)}), which QEMU serves itself`,
      ),
      fact('MSI', measureConfig(fn, decodeMsi), msi =>
        msi === null
          ? 'None'
          : `${countOf(msi.vectors, 'message')}, ${msi.is64Bit ? 64 : 32}-bit, ${onOff(msi.isEnabled)}`,
      ),
      fact(
        'Translations of its own (ATS)',
        measureConfig(fn, view => decodeAddressTranslation(view).ats),
        ats => (ats === null ? 'None' : onOff(ats.isEnabled)),
      ),
    ],
  };
}

const onOff = (isOn: boolean) => (isOn ? 'on' : 'off');
