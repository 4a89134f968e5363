import { expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { summarizeHost } from './host-summary.ts';

const base = await sampleSnapshot('intel-desktop');
const rowOf = (name: string, platform: Partial<HostSnapshot['platform']>) =>
  summarizeHost({ ...base, platform: { ...base.platform, ...platform } }).find(row => row.name === name)?.value;

test.each<[string, string | null, string | null, string]>([
  ['Debian GNU/Linux 13 (trixie)', '13', null, 'Debian GNU/Linux 13 (trixie);'],
  ['Ubuntu 24.04.3 LTS', '24.04', null, 'Ubuntu 24.04.3 LTS;'],
  ['Fedora Linux 42 (Workstation Edition)', '42', 'Workstation Edition', 'Fedora Linux 42 (Workstation Edition);'],
  ['Arch Linux', null, null, 'Arch Linux;'],
  ['openSUSE Leap', '16.0', null, 'openSUSE Leap 16.0;'],
])('%s of version %s is named once', (name, version, variant, expected) => {
  const system = rowOf('System', { distribution: { id: 'x', idLike: [], name, version, variant } });
  expect(system?.startsWith(expected), system).toBe(true);
});

test('a guest of something without a name', () => {
  expect(rowOf('Machine', { hypervisor: 'unidentified' })).toMatch(
    /; itself a guest of a hypervisor that nothing names$/,
  );
  expect(rowOf('Machine', { hypervisor: 'kvm' })).toMatch(/; itself a guest of kvm$/);
});
