/** `bindery check` inside a machine: its verdicts about a host whose state we made, and therefore know. */
import { expect, test } from 'vitest';
import type { Lab } from '../lab.ts';
import { remapsInterrupts, translates } from '../machines.ts';
import { check } from '../scan.ts';
import { spec } from '../spec.ts';

const alive = ['6.12 intel', '6.12 amd', '6.12 virtio allow_unsafe_interrupts'];

spec('check', { ci: alive, on: translates }, lab => {
  const small = ['--memory', '256M', '--firmware', 'seabios', '--network', 'none'];

  test('the IOMMU is on, and interrupts are remapped where the machine does so', async () => {
    const findings = await check(lab());
    expect([...findings.keys()]).toContain('iommu/active');
    expect(findings.has('iommu/interrupt-remapping-on')).toBe(remapsInterrupts(lab().machine));
  });

  test('a card that is alone in its group may be handed over', async () => {
    const { gpu, gpuAudio } = lab().devices;
    const findings = await check(lab(), ['-d', gpu, '-d', gpuAudio, ...small]);
    expect(findings.get('iommu/group-viable')?.facts['picked']).toMatchObject([{ bdf: gpu }, { bdf: gpuAudio }]);
    expect([...findings.keys()]).not.toContain('iommu/group-shared');
  });

  test('one function of a card does not leave the other behind unseen', async () => {
    const { gpu, gpuAudio } = lab().devices;
    const findings = await check(lab(), ['-d', gpu, ...small]);
    expect(findings.get('iommu/group-shared')).toMatchObject({ severity: 'blocker', facts: { inTheWay: [{ bdf: gpuAudio }] } });
  });

  test('a group with a neighbour that the host drives is blocked, by name', async () => {
    const { dirtyEdu, dirtyNic } = lab().devices;
    const findings = await check(lab(), ['-d', dirtyEdu, ...small]);
    expect(findings.get('iommu/group-shared')).toMatchObject({
      severity: 'blocker',
      facts: { picked: [{ bdf: dirtyEdu }], inTheWay: [{ bdf: dirtyNic }] },
    });
    expect([...findings.keys()]).not.toContain('iommu/group-viable');
  });

  test('once the neighbour has no driver, the group is viable, and the bridge is not in the way', async () => {
    const { dirtyEdu, dirtyNic, dirtyBridge } = lab().devices;
    await lab().shell(`echo ${dirtyNic} > /sys/bus/pci/drivers/e1000/unbind`);
    const findings = await check(lab(), ['-d', dirtyEdu, ...small]);
    await lab().release(dirtyNic);
    expect(findings.get('iommu/group-viable')?.facts).toMatchObject({
      bridges: [{ bdf: dirtyBridge }],
      idle: [{ bdf: dirtyNic }],
    });
  });

  test('a bridge cannot be picked, and an empty slot is not found', async () => {
    const findings = await check(lab(), ['-d', lab().devices.dirtyBridge, '-d', '7f:00.0', ...small]);
    expect([...findings.keys()]).toEqual(expect.arrayContaining(['selection/is-bridge', 'selection/not-found']));
  });

  test('a function that cannot be reset is said to be one', async () => {
    const findings = await check(lab(), ['-d', lab().devices.edu, ...small]);
    expect([...findings.keys()]).toContain('pci/no-reset');
  });
});

/** Hosts on which nothing can be handed over, each with the one reason that is true there. */
const dead: readonly (readonly [title: string, code: string, facts: Readonly<Record<string, unknown>>])[] = [
  ['6.12 no-iommu', 'iommu/off-in-firmware', { isVirtualMachine: true, argumentInVain: null }],
  ['6.12 no-iommu intel_iommu=on', 'iommu/off-in-firmware', { argumentInVain: 'intel_iommu=on' }],
  ['6.12 intel intel_iommu=off', 'iommu/off-by-kernel-argument', { argument: 'intel_iommu=off', tables: ['DMAR'] }],
];

for (const [title, code, facts] of dead) {
  spec(`check: ${code}`, { ci: [title], on: () => false }, lab => {
    test('says why there is no IOMMU, once, and nothing that is wrong', async () => {
      expect(await vfioRefuses(lab())).toBe(true);
      const { gpu, gpuAudio } = lab().devices;
      const findings = await check(lab(), ['-d', gpu, '-d', gpuAudio]);
      expect(findings.get(code)).toMatchObject({ severity: 'blocker', facts });
      const others = ['iommu/active', 'iommu/group-viable', 'iommu/no-group', 'iommu/needs-kernel-argument'];
      expect([...findings.keys()].filter(other => others.includes(other))).toEqual([]);
    });
  });
}

spec('check: interrupts are not remapped', { ci: ['6.12 intel intremap=off'], on: () => false }, lab => {
  test('says so, and which argument did it', async () => {
    const findings = await check(lab());
    expect([...findings.keys()]).toContain('iommu/active');
    expect(findings.get('iommu/interrupt-remapping-off')?.facts).toMatchObject({ argument: 'intremap=off' });
  });
});

/** The kernel's own verdict: without an IOMMU the probe of vfio-pci fails and the function stays without a driver. */
async function vfioRefuses(lab: Lab): Promise<boolean> {
  const [driver] = await lab.bind(lab.devices.gpu);
  await lab.release(lab.devices.gpu);
  return driver === null;
}
