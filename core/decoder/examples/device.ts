/** Lines about devices that do not come back. For tests only. */
import type { Examples } from './example.ts';

export const deviceExamples: Examples = {
  'reset/not-ready': {
    hits: [
      'vfio-pci 0000:84:00.0: not ready 65535ms after bus reset; giving up',
      'vfio-pci 10000:e1:00.0: not ready 65535ms after FLR; giving up',
      'nvidia 0000:01:00.0: not ready 65535ms after PM D3HOT->D0; giving up',
    ],
    misses: ['vfio-pci 0000:84:00.0: not ready 1023ms after bus reset; waiting', 'usb 1-4: not ready; giving up'],
  },
  'power/inaccessible': {
    hits: [
      'vfio-pci 0000:01:00.0: Unable to change power state from D3cold to D0, device inaccessible',
      "snd_hda_intel 0000:01:00.1: can't change power state from D3cold to D0 (config space inaccessible)",
    ],
    misses: ['pci 0000:01:00.0: change power state from D0 to D3hot'],
  },
  'power/refused': {
    hits: [
      'vfio-pci 0000:01:00.0: Refused to change power state from D0 to D3hot',
      'xhci_hcd 0000:03:00.0: refused to change power state, currently in D3',
    ],
    misses: ['sd 0:0:0:0: refused to change power state'],
  },
  'reset/bars-lost': {
    hits: ['vfio-pci 0000:01:00.0: vfio_bar_restore: reset recovery - restoring BARs'],
    misses: ['vfio-pci 0000:01:00.0: restoring BARs'],
  },
  'reset/header-unknown': {
    hits: ['pci 0000:0b:00.0: unknown header type 7f, ignoring device'],
    misses: ['pci 0000:0b:00.0: [1002:7310] type 00 class 0x030000'],
  },
  'reset/transactions-pending': {
    hits: ['vfio-pci 0000:02:00.0: timed out waiting for pending transaction; performing function level reset anyway'],
    misses: ['i2c i2c-0: Timed out waiting for pending transaction'],
  },
  'pcie/uncorrected-error': {
    hits: [
      'pcieport 0000:00:01.0: AER: Uncorrected (Fatal) error received: 0000:01:00.0',
      'pcieport 0000:00:01.0: AER: Uncorrectable (Non-Fatal) error message received from 0000:01:00.0',
    ],
    misses: ['pcieport 0000:00:01.0: AER: Corrected error received: 0000:01:00.0'],
  },
  'pcie/corrected-error': {
    hits: [
      'pcieport 0000:00:1d.0: AER: Corrected error received: 0000:02:00.0',
      'pcieport 0000:00:1d.0: AER: Multiple Correctable error message received from 0000:02:00.0',
    ],
    misses: ['pcieport 0000:00:1d.0: AER: enabled with IRQ 121'],
  },
  'pcie/contained': {
    hits: ['pcieport 0000:00:1c.4: DPC: containment event, status:0x1f01 source:0x0000'],
    misses: ['pcieport 0000:00:1c.4: DPC: enabled with IRQ 122'],
  },
  'pci/bar-not-placed': {
    hits: [
      'pci 0000:01:00.0: BAR 1: no space for [mem size 0x400000000 64bit pref]',
      "pci 0000:01:00.0: BAR 1 [mem size 0x400000000 64bit pref]: can't assign; no space",
      'pci 0000:01:00.0: BAR 3: failed to assign [mem size 0x02000000 64bit pref]',
    ],
    misses: ['pci 0000:01:00.0: BAR 1 [mem 0x4000000000-0x43ffffffff 64bit pref]: assigned'],
  },
};
