/** `bindery check` of a machine: its verdicts about a host whose state we made, and therefore know. */
import { beforeAll, expect, test } from 'vitest';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import { check, checkInside, scan, scanOnce } from '../bindery.ts';
import { groupsAtBoot, remapsInterrupts, translates } from '../machines.ts';
import { spec } from '../spec.ts';

const SMALL = ['--memory', '256M', '--firmware', 'seabios', '--network', 'none'];

spec('check', { ci: ['6.12 intel', '6.12 amd'], on: groupsAtBoot }, lab => {
  let host: HostSnapshot;
  beforeAll(async () => {
    host = await scanOnce(lab());
  }, 120_000);

  test('the IOMMU is on, and interrupts are remapped where the machine does so', async () => {
    const findings = await check(host);
    expect([...findings.keys()]).toContain('iommu/active');
    expect(findings.has('iommu/interrupt-remapping-on')).toBe(remapsInterrupts(lab().machine));
  });

  test('a card that is alone in its group may be handed over', async () => {
    const { gpu, gpuAudio } = lab().devices;
    const findings = await check(host, ['-d', gpu, '-d', gpuAudio, ...SMALL]);
    expect(findings.get('iommu/group-viable')?.facts['picked']).toMatchObject([{ bdf: gpu }, { bdf: gpuAudio }]);
    expect([...findings.keys()]).not.toContain('iommu/group-shared');
  });

  test('a card without its other function is blocked by it', async () => {
    const { gpu, gpuAudio } = lab().devices;
    const findings = await check(host, ['-d', gpu, ...SMALL]);
    expect(findings.get('iommu/group-shared')).toMatchObject({
      severity: 'blocker',
      facts: { inTheWay: [{ bdf: gpuAudio }] },
    });
  });

  test('a group with a neighbour that the host drives is blocked, by name', async () => {
    const { dirtyEdu, dirtyNic } = lab().devices;
    const findings = await check(host, ['-d', dirtyEdu, ...SMALL]);
    expect(findings.get('iommu/group-shared')).toMatchObject({
      severity: 'blocker',
      facts: { picked: [{ bdf: dirtyEdu }], inTheWay: [{ bdf: dirtyNic }] },
    });
    expect([...findings.keys()]).not.toContain('iommu/group-viable');
  });

  test('once the neighbour has no driver the group is viable, and the bridge is not in the way', async () => {
    const { dirtyEdu, dirtyNic, dirtyBridge } = lab().devices;
    await lab().shell(`echo ${dirtyNic} > /sys/bus/pci/drivers/e1000/unbind`);
    const alone = await scan(lab());
    await lab().release(dirtyNic);
    const findings = await check(alone, ['-d', dirtyEdu, ...SMALL]);
    expect(findings.get('iommu/group-viable')?.facts).toMatchObject({
      bridges: [{ bdf: dirtyBridge }],
      idle: [{ bdf: dirtyNic }],
    });
  });

  test('a bridge cannot be picked, and an empty slot is not found', async () => {
    const findings = await check(host, ['-d', lab().devices.dirtyBridge, '-d', '7f:00.0', ...SMALL]);
    expect([...findings.keys()]).toEqual(expect.arrayContaining(['selection/is-bridge', 'selection/not-found']));
  });

  test('a function that cannot be reset is said to be one', async () => {
    expect([...(await check(host, ['-d', lab().devices.edu, ...SMALL])).keys()]).toContain('pci/no-reset');
  });
});

spec(
  'check: groups that come late',
  { ci: ['6.12 virtio allow_unsafe_interrupts'], on: machine => translates(machine) && !groupsAtBoot(machine) },
  lab => {
    test('behind a virtio-iommu a function has a group once a driver has been there, and not before', async () => {
      const { gpu, gpuAudio } = lab().devices;
      const words = ['-d', gpu, '-d', gpuAudio, ...SMALL];
      const before = await check(await scanOnce(lab()), words);
      expect([...before.keys()]).toEqual(expect.arrayContaining(['iommu/active', 'iommu/no-group']));

      const after = await lab().whileBound([gpu, gpuAudio], () => checkInside(lab(), words));
      expect(after.get('iommu/group-viable')?.facts['picked']).toMatchObject([{ bdf: gpu }, { bdf: gpuAudio }]);
      expect([...after.keys()]).not.toContain('iommu/no-group');
    });
  },
);

/** Hosts on which nothing can be handed over, each with the one reason that is true there. */
const dead: readonly (readonly [title: string, code: string, facts: Readonly<Record<string, unknown>>])[] = [
  [
    '6.12 no-iommu intel_iommu=on',
    'iommu/off-in-firmware',
    { isVirtualMachine: true, argumentInVain: 'intel_iommu=on' },
  ],
  ['6.12 intel intel_iommu=off', 'iommu/off-by-kernel-argument', { argument: 'intel_iommu=off', tables: ['DMAR'] }],
];

for (const [title, code, facts] of dead) {
  spec(`check: ${code}`, { ci: [title], on: () => false }, lab => {
    test('says why there is no IOMMU, once, and nothing that is wrong', async () => {
      const { gpu, gpuAudio } = lab().devices;
      // The kernel's own verdict: the probe of vfio-pci fails, and the function stays without a driver.
      await expect(lab().whileBound([gpu], async () => {})).rejects.toThrow(
        /vfio-pci 0000:01:00\.0: probe with driver vfio-pci failed with error -22/,
      );
      const findings = await checkInside(lab(), ['-d', gpu, '-d', gpuAudio]);
      expect(findings.get(code)).toMatchObject({ severity: 'blocker', facts });
      const wrong = ['iommu/active', 'iommu/group-viable', 'iommu/no-group', 'iommu/needs-kernel-argument'];
      expect([...findings.keys()].filter(other => wrong.includes(other))).toEqual([]);
    });
  });
}

spec(
  'check: no IOMMU and no argument',
  { ci: [], on: machine => machine.iommu === 'none' && !machine.kernelArguments },
  lab => {
    test('says that nothing was asked for in vain', async () => {
      const findings = await check(await scanOnce(lab()));
      expect(findings.get('iommu/off-in-firmware')?.facts).toMatchObject({ argumentInVain: null });
    });
  },
);

spec('check: interrupts are not remapped', { ci: ['6.12 intel intremap=off'], on: () => false }, lab => {
  test('says so, and which argument did it', async () => {
    const findings = await checkInside(lab());
    expect([...findings.keys()]).toContain('iommu/active');
    expect(findings.get('iommu/interrupt-remapping-off')?.facts).toMatchObject({ argument: 'intremap=off' });
  });
});
