/** Functions go to vfio-pci and back through sysfs, and our scan sees each state as the kernel has it. */
import { beforeAll, expect, test } from 'vitest';
import type { HostSnapshot, PciFunction } from '../../../core/host/snapshot.ts';
import { check, scan, scanOnce } from '../bindery.ts';
import { hostDrivers } from '../machine/machine.ts';
import { groupsAtBoot } from '../machines.ts';
import { spec } from '../spec.ts';

spec('bind', { ci: ['6.12 intel'], on: groupsAtBoot }, lab => {
  let all: readonly string[];
  let before: HostSnapshot;
  /** All on vfio-pci, and one function of the group that three share. */
  let bound: HostSnapshot;
  /** The other as well, and a node is the user's, who looks. */
  let granted: HostSnapshot;
  let after: HostSnapshot;

  beforeAll(async () => {
    const { gpu, gpuAudio, nic, nvme, usb, dirtyEdu, dirtyNic } = lab().devices;
    all = [gpu, gpuAudio, nic, nvme, usb];
    before = await scanOnce(lab());
    await lab().whileBound([...all, dirtyEdu], async () => {
      bound = await scan(lab());
      await lab().grant(nic);
      granted = await lab().whileBound([dirtyNic], () => scan(lab(), { user: 'user' }));
    });
    after = await scan(lab());
  }, 240_000);

  test('at first the drivers of the host hold them', () => {
    const nvme = hostDrivers(lab().machine).includes('nvme') ? 'nvme' : null;
    expect(look(before, all)).toEqual(
      [null, 'snd_hda_intel', 'e1000e', nvme, 'xhci_hcd'].map(driver => ({ driver, driverOverride: null, node: null })),
    );
  });

  test('a card, a NIC, a disk and USB go to vfio-pci, and each group has its node', () => {
    const node = { mode: 0o600, uid: 0, gid: 0, mayOpen: true };
    const expected = { driver: 'vfio-pci', driverOverride: 'vfio-pci', node };
    expect(look(bound, all)).toEqual(all.map(() => expected));
  });

  test('and back, as if nothing had been', () => {
    expect(look(after, all)).toEqual(look(before, all));
    expect(after.iommu).toEqual(before.iommu);
    expect(after.functions).toEqual(before.functions);
  });

  test('a group is viable once the last neighbour has left its driver', async () => {
    const { dirtyEdu, dirtyNic } = lab().devices;
    const half = await check(bound, ['-d', dirtyEdu]);
    expect(half.get('iommu/group-shared')?.facts['inTheWay']).toMatchObject([{ bdf: dirtyNic }]);
    expect([...(await check(granted, ['-d', dirtyEdu])).keys()]).toContain('iommu/group-viable');
  });

  test('a user may open the node that is theirs, and no other', async () => {
    const { nic, usb } = lab().devices;
    expect([...(await check(granted, ['-d', nic])).keys()]).toContain('vfio/group-node-usable');
    expect([...(await check(granted, ['-d', usb])).keys()]).toContain('vfio/group-node-denied');
  });
});

/** What a scan says of some functions, each with the node of its group. */
function look(host: HostSnapshot, bdfs: readonly string[]) {
  const functions = host.functions as PciFunction[];
  const nodes = Array.isArray(host.deviceNodes) ? host.deviceNodes : [];
  return bdfs.map(bdf => {
    const fn = functions.find(candidate => candidate.bdf === bdf);
    const node = nodes.find(candidate => candidate.path === `/dev/vfio/${JSON.stringify(fn?.iommuGroup)}`);
    const { mode, uid, gid, mayOpen } = node ?? {};
    return { driver: fn?.driver, driverOverride: fn?.driverOverride, node: node ? { mode, uid, gid, mayOpen } : null };
  });
}
