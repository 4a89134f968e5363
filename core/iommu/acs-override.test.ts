import { beforeAll, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { indexHost } from '../host/host-index.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { acsOverride, overrideCarrier } from './acs-override.ts';
import { isolationHost } from './isolation-host.ts';

let amd: HostSnapshot;
beforeAll(async () => {
  amd = await sampleSnapshot('amd-desktop');
});

const ARGUMENT = 'pcie_acs_override=downstream,multifunction';
const asking = (host: HostSnapshot) => ({ ...host, kernel: { ...host.kernel, commandLine: ['quiet', ARGUMENT] } });
const judge = (host: HostSnapshot) => acsOverride(host, isolationHost(host, indexHost(host)));
/** As the patch would have it: every function of the chipset by itself. */
const split = (host: HostSnapshot): HostSnapshot => ({
  ...host,
  functions: Array.isArray(host.functions)
    ? host.functions.map((fn, i) => (fn.iommuGroup === 15 ? { ...fn, iommuGroup: 100 + i } : fn))
    : host.functions,
});

test('nobody asked', () => {
  expect(judge(amd)).toBeNull();
});

test('asked, and the port still shares its group: no such patch in this kernel', () => {
  expect(judge(asking(amd))).toEqual({ argument: ARGUMENT, proof: null, isRefuted: true, pretending: [] });
});

test('asked, and ports without ACS keep apart what is below them', () => {
  expect(judge(split(asking(amd)))).toEqual({
    argument: ARGUMENT,
    proof: 'registers',
    isRefuted: false,
    pretending: ['0000:03:00.0', '0000:03:09.0'],
  });
});

test('the kernel says so itself', () => {
  const line = {
    seconds: 0,
    text: 'Warning: PCIe ACS overrides enabled; This may allow non-IOMMU protected peer-to-peer DMA',
  };
  const kernelLog = { source: 'dmesg', totalLines: 1, isTruncated: false, repeats: [], lines: [line] };
  expect(judge({ ...asking(amd), kernelLog })).toMatchObject({ proof: 'kernel-log', isRefuted: false });
});

test('without registers and log it stays open', () => {
  const functions = Array.isArray(amd.functions)
    ? amd.functions.map(fn => ({ ...fn, config: typeof fn.config === 'string' ? fn.config.slice(0, 128) : fn.config }))
    : amd.functions;
  expect(judge(asking({ ...amd, functions }))).toMatchObject({ proof: null, isRefuted: false, pretending: [] });
});

test.each([
  ['6.16.8-zen1-1-zen', 'linux-zen'],
  ['6.16.8-2-cachyos', 'CachyOS'],
  ['6.8.12-9-pve', 'Proxmox VE'],
  ['6.12.54-Unraid', 'Unraid'],
  ['7.1.6-1-liquorix-amd64', 'Liquorix'],
  ['6.16.8-arch1-1', null],
  ['6.12.43+deb13-amd64', null],
])('%s: %s', (release, carrier) => {
  expect(overrideCarrier(release)).toBe(carrier);
});
