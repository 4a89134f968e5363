/** The probes on a real kernel: pins against the prediction, within and beyond the limit, as root and as a user; regions; devices. */
import { expect, test } from 'vitest';
import type { Lab, RunOptions } from '../lab.ts';
import { remapsInterrupts } from '../machines.ts';
import { note } from '../notes.ts';
import { spec } from '../spec.ts';

const MIB = 1024 ** 2;

type Measured = {
  mappedBytes: number;
  countedBeforeBytes: number;
  countedWhileBytes: number;
  countedAfterBytes: number;
  counter: string;
  mapSeconds: number;
};
type Finding = { code: string; [fact: string]: unknown };
type PinReport = { measured: Measured | null; findings: Finding[] };
type Answer = {
  id: string;
  verdict: string;
  outcome: { kind: string; errno?: string; done?: number; countedBytes?: number };
};
type RegionReport = { answers: Answer[]; findings: Finding[] };

async function probe<Report>(lab: Lab, words: readonly string[], options: RunOptions = {}): Promise<Report> {
  return (await lab.json(['bindery', 'probe', ...words, '--yes', '--json'], options)) as Report;
}

spec('probe', { ci: ['6.12 intel'], on: remapsInterrupts }, lab => {
  test('pins of 256 MiB are counted to the byte, and nothing stays', async () => {
    const { nic } = lab().devices;
    const report = await lab().whileBound([nic], () => probe<PinReport>(lab(), ['pins', nic, '--memory', '8G']));
    expect(report.findings.map(finding => finding.code)).toEqual(['probe/counted-as-predicted']);
    expect(report.measured).toMatchObject({
      mappedBytes: 256 * MIB,
      countedAfterBytes: report.measured?.countedBeforeBytes,
    });
    note(
      `pin probe: ${report.measured?.counter} predicted +${256 * MIB}, measured +${(report.measured?.countedWhileBytes ?? 0) - (report.measured?.countedBeforeBytes ?? 0)} bytes`,
    );
  });

  test('a user within the limit pins, beyond it learns the limit and how far it reached', async () => {
    const { nic } = lab().devices;
    await lab().whileBound([nic], async () => {
      await lab().grant(nic);
      const asUser = (memlock: number) =>
        probe<PinReport>(lab(), ['pins', nic, '--memory', '64M', '--full'], { user: 'user', memlock });
      expect((await asUser(64 * MIB)).findings.map(finding => finding.code)).toEqual(['probe/counted-as-predicted']);
      const beyond = await asUser(48 * MIB);
      expect(beyond.findings[0]).toMatchObject({
        code: 'probe/memlock-exceeded',
        wantedBytes: 64 * MIB,
        mappedBytes: 48 * MIB,
        limitBytes: 48 * MIB,
      });
      // The kernel says the same of the same process, in its own words.
      expect(await lab().dmesg()).toContain(`RLIMIT_MEMLOCK (${48 * MIB}) exceeded`);
    });
  });

  test('every awkward region is answered as known, and 65,535 mappings are the limit', async () => {
    const { nic, switchNic } = lab().devices;
    const report = await lab().whileBound([nic, switchNic], () =>
      probe<RegionReport>(lab(), ['regions', nic, '--peer', switchNic], { timeoutMs: 180_000 }),
    );
    expect(report.findings).toEqual([]);
    expect(report.answers.filter(answer => answer.verdict === 'unexpected')).toEqual([]);
    const outcome = (id: string) => report.answers.find(answer => answer.id === id)?.outcome;
    expect(outcome('many-mappings')).toEqual({ kind: 'refused', errno: 'ENOSPC', done: 65_535 });
    expect(outcome('no-access')).toMatchObject({ kind: 'refused', errno: 'EFAULT' });
    expect(outcome('peer-bar')).toMatchObject({ kind: 'mapped', countedBytes: 0 });
    note(
      `Linux ${lab().about.release}: untouched memory mapped read-only counts ${outcome('read-only-untouched')?.countedBytes} of ${MIB} bytes`,
    );
  });

  test('a device shows its regions, its ROM and what a hot reset takes along', async () => {
    const { gpu, gpuAudio } = lab().devices;
    const report = await lab().whileBound([gpu, gpuAudio], () =>
      probe<{
        inspection: { regions: { name: string; sizeBytes: number }[]; hotReset: { functions: { bdf: string }[] } };
        rom: object;
      }>(lab(), ['device', gpu]),
    );
    expect(report.rom).toEqual({ kind: 'readable', hasSignature: true });
    expect(report.inspection.regions.find(region => region.name === 'BAR0')?.sizeBytes).toBe(16 * MIB);
    expect(report.inspection.hotReset.functions.map(fn => fn.bdf)).toEqual([gpu, gpuAudio]);
  });

  test('what stands in the way is a finding: not bound, held by another, not ours', async () => {
    const { nic, dirtyEdu } = lab().devices;
    const codes = async (words: readonly string[], options?: RunOptions) =>
      (await probe<PinReport>(lab(), words, options)).findings.map(finding => finding.code);
    expect(await codes(['device', nic])).toContain('vfio/not-bound');
    await lab().whileBound([dirtyEdu], async () =>
      expect(await codes(['device', dirtyEdu])).toContain('iommu/group-shared'),
    );
    await lab().whileBound([nic], async () => {
      expect(await codes(['device', nic], { user: 'user' })).toContain('vfio/group-node-denied');
      const node = await lab().grant(nic);
      // Another process that has the group open, for as long as it sleeps. Root sees it, a user meets the kernel's refusal.
      const holder = Number(await lab().shell(`setsid sleep 300 9<>${node} </dev/null >/dev/null 2>&1 & echo $!`));
      const asRoot = await probe<{ findings: Finding[] }>(lab(), ['device', nic]);
      const asUser = await probe<{ findings: Finding[] }>(lab(), ['device', nic], { user: 'user' });
      await lab().shell(`kill ${holder}`);
      expect(asRoot.findings[0]).toMatchObject({ code: 'holders/other-machine', holders: [{ name: 'sleep' }] });
      expect(asUser.findings[0]).toMatchObject({ code: 'probe/refused', refusal: { call: 'open', errno: 'EBUSY' } });
    });
  });
});

spec(
  'probe: the zero page',
  { ci: ['6.1 intel'], on: machine => machine.kernel === '6.1' && remapsInterrupts(machine) },
  lab => {
    test('Linux 6.1 counts nothing for untouched memory that is mapped read-only', async () => {
      const { nic } = lab().devices;
      const report = await lab().whileBound([nic], () =>
        probe<RegionReport>(lab(), ['regions', nic, '--only', 'read-only-untouched'], { timeoutMs: 180_000 }),
      );
      expect(report.answers.filter(answer => answer.verdict === 'unexpected')).toEqual([]);
      const outcome = report.answers.find(answer => answer.id === 'read-only-untouched')?.outcome;
      expect(outcome).toMatchObject({ kind: 'mapped', countedBytes: 0 });
      note(
        `Linux ${lab().about.release}: untouched memory mapped read-only counts ${outcome?.countedBytes} of ${MIB} bytes`,
      );
    });
  },
);

spec('probe: iommufd', { ci: [], on: machine => machine.kernel === 'iommufd' && remapsInterrupts(machine) }, lab => {
  test('pins by iommufd are counted to the byte in VmPin, for root and for a user within the limit', async () => {
    const { nic } = lab().devices;
    await lab().whileBound([nic], async () => {
      const words = ['pins', nic, '--by', 'iommufd', '--memory', '64M', '--full'];
      const report = await probe<PinReport>(lab(), words);
      expect(report.findings.map(finding => finding.code)).toEqual(['probe/counted-as-predicted']);
      expect(report.measured).toMatchObject({ counter: 'VmPin', mappedBytes: 64 * MIB });
      await lab().grant(nic);
      await lab().shell('chown user /dev/iommu /dev/vfio/devices/*');
      const asUser = (memlock: number) => probe<PinReport>(lab(), words, { user: 'user', memlock });
      expect((await asUser(64 * MIB)).findings.map(finding => finding.code)).toEqual(['probe/counted-as-predicted']);
      expect((await asUser(48 * MIB)).findings[0]).toMatchObject({
        code: 'probe/memlock-exceeded',
        by: 'iommufd',
        mappedBytes: 48 * MIB,
      });
    });
  });

  test('every awkward region is answered as known by iommufd', async () => {
    const { nic, switchNic } = lab().devices;
    const report = await lab().whileBound([nic, switchNic], () =>
      probe<RegionReport>(lab(), ['regions', nic, '--by', 'iommufd', '--peer', switchNic], { timeoutMs: 180_000 }),
    );
    expect(report.findings).toEqual([]);
    expect(report.answers.filter(answer => answer.verdict === 'unexpected')).toEqual([]);
  });
});
