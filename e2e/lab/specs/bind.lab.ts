/** Functions go to vfio-pci and back through sysfs, and our scan sees each state as the kernel has it. */
import { expect, test } from 'vitest';
import type { PciFunction } from '../../../core/host/snapshot.ts';
import { check, checkInside, scan } from '../bindery.ts';
import type { Lab } from '../lab.ts';
import { groupsAtBoot } from '../machines.ts';
import { spec } from '../spec.ts';

spec('bind', { ci: ['6.12 intel'], on: groupsAtBoot }, lab => {
  test('a card, a NIC, a disk and USB go to vfio-pci and back to their drivers', async () => {
    const { gpu, gpuAudio, nic, nvme, usb } = lab().devices;
    const all = [gpu, gpuAudio, nic, nvme, usb];
    const native = [null, 'snd_hda_intel', 'e1000e', 'nvme', 'xhci_hcd'];
    const before = await look(lab(), all);
    expect(before.map(fn => fn.driver)).toEqual(native);
    expect(before.map(fn => fn.driverOverride)).toEqual(all.map(() => null));

    expect(await lab().bind(...all)).toEqual(all.map(() => 'vfio-pci'));
    const bound = await look(lab(), all);
    expect(bound.map(fn => fn.driver)).toEqual(all.map(() => 'vfio-pci'));
    expect(bound.map(fn => fn.driverOverride)).toEqual(all.map(() => 'vfio-pci'));
    expect(bound.map(fn => fn.node)).toEqual(all.map(() => ({ mode: 0o600, uid: 0, gid: 0, mayOpen: true })));

    expect(await lab().release(...all)).toEqual(native);
    const after = await look(lab(), all);
    expect(after).toEqual(before);
    expect(after.map(fn => fn.node)).toEqual(all.map(() => null));
  });

  test('a group is viable once the last neighbour has left its driver', async () => {
    const { dirtyEdu, dirtyNic } = lab().devices;
    const verdict = async () => check(await scan(lab()), ['-d', dirtyEdu]);
    const [half, whole] = await lab().whileBound([dirtyEdu], async () => [
      await verdict(),
      await lab().whileBound([dirtyNic], verdict),
    ]);
    expect(half?.get('iommu/group-shared')?.facts['inTheWay']).toMatchObject([{ bdf: dirtyNic }]);
    expect([...(whole?.keys() ?? [])]).toContain('iommu/group-viable');
  });

  test('a node of another owner is denied to a user, until it is theirs', async () => {
    const { nic } = lab().devices;
    const codes = async () => [...(await checkInside(lab(), ['-d', nic, '--memory', '256M'], { user: 'user' })).keys()];
    await lab().whileBound([nic], async () => {
      expect(await codes()).toContain('vfio/group-node-denied');
      await lab().grant(nic);
      expect(await codes()).toContain('vfio/group-node-usable');
    });
  });
});

/** What our scan says of some functions, each with the node of its group. */
async function look(lab: Lab, bdfs: readonly string[]) {
  const host = await scan(lab);
  const functions = host.functions as PciFunction[];
  const nodes = Array.isArray(host.deviceNodes) ? host.deviceNodes : [];
  return bdfs.map(bdf => {
    const fn = functions.find(candidate => candidate.bdf === bdf);
    const node = nodes.find(candidate => candidate.path === `/dev/vfio/${JSON.stringify(fn?.iommuGroup)}`);
    const { mode, uid, gid, mayOpen } = node ?? {};
    return { driver: fn?.driver, driverOverride: fn?.driverOverride, node: node ? { mode, uid, gid, mayOpen } : null };
  });
}
