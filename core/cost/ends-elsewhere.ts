/**
 * Devices that the host uses and that show neither a PCI function nor a device below them: no list of what goes with a
 * function has them, so that nothing may be said of them as if it were known.
 *
 * A network leads to nbd, rbd, NVMe and SCSI disks without a PCI function on their way (iSCSI, NVMe over fabrics). DRBD,
 * PowerPath and other drivers outside the kernel's usual ways do not say which disk is below.
 * Source: Linux drivers/block/nbd.c, rbd.c, drivers/scsi/scsi_transport_iscsi.c, drivers/nvme/host/fabrics.c (their
 * devices hang on no bus), drivers/block/drbd/drbd_main.c (links no disk below).
 */
import { isKnown, type Unknown } from '../host/measured.ts';
import type { LossNode } from './loss-graph.ts';
import type { DeviceNode } from './storage-graph.ts';

/** Over memory, over a file, of a pool (all told elsewhere), or on a bus of the board that is not PCI. */
const TOLD = /^(zram|ram|loop|zd|mmcblk|pmem|vd|xvd|mtdblock|fd)\d*/;
const OVER_NETWORK = /^(nbd|rbd|nvme|sd|sr)(\d|[a-z])/;

export function endsElsewhere(uses: readonly LossNode[]): { unknown: Unknown[]; overNetwork: Unknown[] } {
  const unknown: Unknown[] = [];
  const overNetwork: Unknown[] = [];
  // From each node one of those that it carries, to name what is at stake.
  const carries = new Map<LossNode, string>(uses.map(use => [use, use.label]));
  for (const [node, use] of carries) {
    for (const lower of node.lowers) if (!carries.has(lower)) carries.set(lower, use);
    if (!isDevice(node) || node.lowers.length > 0 || node.ways.some(way => way.length > 0)) continue;
    const { name, madeOf } = node.device;
    if (TOLD.test(name) || !isKnown(madeOf)) continue;
    const source = `/sys/class/block/${name}`;
    if (OVER_NETWORK.test(name))
      overNetwork.push({ unknown: 'absent', source, detail: `over which network the host reaches it for ${use}` });
    else unknown.push({ unknown: 'absent', source, detail: `which disk is below it, and carries ${use}` });
  }
  return { unknown, overNetwork };
}

const isDevice = (node: LossNode): node is DeviceNode => 'device' in node;
