/** Why a group is large: what we read from configuration space against the groups that the kernel has made. */
import { expect, test } from 'vitest';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import { check, scanOnce } from '../bindery.ts';
import { groupsAtBoot } from '../machines.ts';
import { spec } from '../spec.ts';

spec('isolation', { ci: ['6.12 intel'], on: groupsAtBoot }, lab => {
  const explain = async (host: HostSnapshot, bdf: string) =>
    (await check(host, ['-d', bdf])).get('isolation/group-explained')?.facts;

  test('the bridge to conventional PCI is to blame, by its registers', async () => {
    const { dirtyBridge, dirtyEdu } = lab().devices;
    const group = await lab().groupOf(dirtyEdu);
    const members = (await lab().shell(`ls /sys/kernel/iommu_groups/${group}/devices`)).trim().split('\n');
    expect(await explain(await scanOnce(lab()), dirtyEdu)).toMatchObject({
      group: Number(group),
      causes: [
        {
          kind: 'conventional-bus',
          at: { bdf: dirtyBridge },
          joins: members.map(bdf => ({ bdf })),
          evidence: 'config-space',
        },
      ],
    });
  });

  test('without privilege the same bridge is named, on the word of the kernel', async () => {
    const { dirtyBridge, dirtyEdu } = lab().devices;
    expect(await explain(await scanOnce(lab(), 'user'), dirtyEdu)).toMatchObject({
      causes: [{ at: { bdf: dirtyBridge }, evidence: 'kernel' }],
    });
  });

  test('a card alone in its group needs no explanation', async () => {
    expect(await explain(await scanOnce(lab()), lab().devices.gpu)).toBeUndefined();
  });
});
