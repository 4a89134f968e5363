import { expect, test } from 'vitest';
import { nameHypervisor } from './hypervisor.ts';

const guest = ['fpu', 'hypervisor', 'vmx'];
const bare = ['fpu', 'vmx'];

test.each([
  [bare, ['ASUS', 'PRIME Z690-P D4', 'American Megatrends Inc.'], null, null],
  [guest, ['QEMU', 'Standard PC (Q35 + ICH9, 2009)', 'SeaBIOS'], null, 'qemu'],
  [guest, ['QEMU', 'KVM', 'SeaBIOS'], null, 'kvm'],
  [guest, ['Google', 'Google Compute Engine'], null, 'google'],
  [guest, ['Amazon EC2', 'm5.large'], null, 'amazon'],
  // A bare machine of the same shop has the same text, but no flag.
  [bare, ['Amazon EC2', 'm5.metal'], null, null],
  [guest, ['VMware, Inc.', 'VMware20,1'], null, 'vmware'],
  [guest, ['innotek GmbH', 'VirtualBox'], null, 'oracle'],
  [guest, ['Microsoft Corporation', 'Virtual Machine', 'Hyper-V UEFI Release v4.1'], null, 'microsoft'],
  // A tablet of the same maker.
  [bare, ['Microsoft Corporation', 'Surface Pro'], null, null],
  [guest, ['Dell Inc.', 'PowerEdge R740'], 'xen', 'xen'],
  // Arm has no flag.
  [['fp', 'asimd'], ['QEMU', 'QEMU Virtual Machine', 'EDK II'], null, 'qemu'],
  [guest, [], null, 'unidentified'],
  [guest, ['Bespoke Cloud'], null, 'unidentified'],
])('%j %j %j is %j', (flags, firmwareTexts, type, expected) => {
  expect(nameHypervisor({ flags, firmwareTexts, type })).toBe(expected);
});
