import { describe, expect, test } from 'vitest';
import type { Bdf } from '../../../core/pci/bdf.ts';
import type { ProbeTarget } from '../../../core/probe/probe-target.ts';
import type { DmaInterface } from '../../../core/probe/region-case.ts';
import { fakeBridge } from '../../../native-bridge/testing/fake-bridge.ts';
import { type FakeHost, FakeKernel } from '../../../native-bridge/testing/fake-kernel.ts';
import { probeDevice } from './device-probe.ts';
import { aboveAll, isTranslated, placeIova } from './iova.ts';
import { type PinProbeRequest, probePins } from './pin-probe.ts';
import { probeRegions } from './region-probe.ts';

const MIB = 1024 ** 2;
const NIC: ProbeTarget = { bdf: '0000:02:00.0' as Bdf, iommuGroup: 12, cdevPath: '/dev/vfio/devices/vfio0' };
/** Made anew for each test: a pretended host remembers who holds what. */
const makeHost = (): FakeHost => ({
  memlockBytes: null,
  iommufd: {},
  // Low, because the pretended kernel looks at all mappings for each new one.
  iommu: { entryLimit: 300 },
  groups: [{ id: 12, devices: [{ bdf: NIC.bdf, cdevPath: '/dev/vfio/devices/vfio0', canReset: true }] }],
});
const wish: PinProbeRequest = {
  target: NIC,
  by: 'vfio-type1',
  guestBytes: 8 * MIB,
  isWhole: true,
  backing: { kind: 'anonymous' },
  numaNode: null,
  threads: 2,
  userName: 'ada',
};

async function finish<Step, Result>(
  steps: AsyncGenerator<Step, Result, undefined>,
): Promise<{ steps: Step[]; result: Result }> {
  const seen: Step[] = [];
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return { steps: seen, result: value };
    seen.push(value);
  }
}

/** Runs a probe on a pretended kernel; afterwards nothing may be left. */
async function onKernel<Result>(
  on: FakeHost,
  run: (
    session: ReturnType<ReturnType<typeof fakeBridge>['bridge']['openSession']>,
    kernel: () => FakeKernel,
  ) => Promise<Result>,
) {
  const pretended = fakeBridge(() => new FakeKernel(on));
  const kernel = () => pretended.kernels.at(-1) ?? new FakeKernel();
  const session = pretended.bridge.openSession();
  const result = await run(session, kernel);
  await session.close();
  expect({ fds: kernel().openFds, mappings: kernel().dmaMappings }).toEqual({ fds: 0, mappings: 0 });
  return { result };
}

describe('pins', () => {
  test.each(['vfio-type1', 'iommufd'] as const)('by %s are counted as predicted, and released', async by => {
    const { result } = await onKernel(makeHost(), async session => await finish(probePins(session, { ...wish, by })));
    const { measured, estimate, findings } = result.result;
    expect(measured).toMatchObject({ by, mappedBytes: 8 * MIB, counter: by === 'iommufd' ? 'VmPin' : 'VmLck' });
    expect(findings).toEqual([{ code: 'probe/counted-as-predicted', counter: measured?.counter, bytes: 8 * MIB }]);
    expect(estimate?.basis).toBe('whole');
  });

  test('a sample is 256 MiB at most', async () => {
    const { result } = await onKernel(
      makeHost(),
      async session => await finish(probePins(session, { ...wish, isWhole: false, guestBytes: 1024 * MIB })),
    );
    expect(result.result).toMatchObject({ measured: { mappedBytes: 256 * MIB }, estimate: { basis: 'sample' } });
  });

  test('beyond the limit the exact amount that fits is found, and whose limit it is', async () => {
    const { result } = await onKernel(
      { ...makeHost(), memlockBytes: BigInt(5 * MIB) },
      async session => await finish(probePins(session, wish)),
    );
    expect(result.result.findings[0]).toMatchObject({
      code: 'probe/memlock-exceeded',
      wantedBytes: 8 * MIB,
      mappedBytes: 5 * MIB,
      limitBytes: 5 * MIB,
      pid: 4711,
      user: 'ada',
    });
    expect(result.result.estimate).toBeNull();
  });

  test.each([
    ['open', 'EBUSY', { code: 'probe/refused', refusal: { call: 'open', errno: 'EBUSY' } }],
    ['VFIO_SET_IOMMU', 'EPERM', { code: 'probe/refused', refusal: { call: 'VFIO_SET_IOMMU', errno: 'EPERM' } }],
    ['VFIO_GROUP_GET_DEVICE_FD', 'EAGAIN', { code: 'probe/refused' }],
    [
      'VFIO_IOMMU_MAP_DMA',
      'EFAULT',
      { code: 'probe/refused', refusal: { call: 'VFIO_IOMMU_MAP_DMA', errno: 'EFAULT' } },
    ],
    ['mmap', 'ENOMEM', { code: 'probe/refused', refusal: { call: 'mmap', errno: 'ENOMEM' } }],
  ] as const)('when %s is refused with %s, that is a finding and nothing stays', async (call, errno, finding) => {
    const { result } = await onKernel(makeHost(), async (session, kernel) => {
      kernel().failNext(call, errno);
      return await finish(probePins(session, wish));
    });
    expect(result.result.findings[0]).toMatchObject(finding);
  });

  test('a group that is not viable', async () => {
    const dirty = { ...makeHost(), groups: [{ id: 12, isViable: false, devices: [{ bdf: NIC.bdf }] }] };
    const { result } = await onKernel(dirty, async session => await finish(probePins(session, wish)));
    expect(result.result.findings).toEqual([{ code: 'probe/not-viable', bdf: NIC.bdf, group: 12 }]);
  });

  test('a bridge that dies is named', async () => {
    const pretended = fakeBridge(() => new FakeKernel(makeHost()));
    const steps = probePins(pretended.bridge.openSession(), { ...wish, guestBytes: 64 * MIB });
    const first = steps.next();
    pretended.crash('SIGSEGV');
    const step = await first;
    expect(step.done && step.value.findings[0]).toMatchObject({
      code: 'probe/ended',
      how: expect.stringContaining('SIGSEGV'),
    });
  });

  test('a cancel rejects with its reason', async () => {
    const reason = new Error('the user said so');
    const { bridge } = fakeBridge(() => new FakeKernel(makeHost()));
    await expect(finish(probePins(bridge.openSession(), wish, AbortSignal.abort(reason)))).rejects.toBe(reason);
  });
});

describe('regions', () => {
  const ask = async (by: DmaInterface, on = makeHost()) =>
    (
      await onKernel(
        on,
        async session =>
          await finish(probeRegions(session, { target: NIC, by, peer: null, manyMappings: 500, only: null })),
      )
    ).result.result;

  test.each(['vfio-type1', 'iommufd'] as const)(
    'by %s: every question is asked and answered as kernels do',
    async by => {
      const { answers, findings } = await ask(by);
      expect(findings).toEqual([]);
      expect(answers.filter(answer => answer.verdict === 'unexpected')).toEqual([]);
      expect(answers.filter(answer => answer.verdict === 'open').map(answer => answer.id)).not.toContain('no-access');
      expect(answers.find(answer => answer.id === 'many-mappings')?.outcome).toEqual(
        by === 'iommufd'
          ? { kind: 'mapped', sizeBytes: 500 * 4096, countedBytes: 0 }
          : { kind: 'refused', errno: 'ENOSPC', done: 300 },
      );
    },
  );

  test('what a low limit forbids is not asked', async () => {
    const { answers } = await ask('vfio-type1', { ...makeHost(), memlockBytes: BigInt(MIB) });
    expect(answers.find(answer => answer.id === 'many-mappings')).toMatchObject({
      verdict: 'open',
      meaning: expect.stringMatching(/301 mappings/),
    });
  });

  test('a kernel that answers otherwise is noticed', async () => {
    const { result } = await onKernel(makeHost(), async (session, kernel) => {
      kernel().failNext('VFIO_IOMMU_MAP_DMA', 'EIO');
      return await finish(
        probeRegions(session, { target: NIC, by: 'vfio-type1', peer: null, manyMappings: 10, only: ['no-access'] }),
      );
    });
    expect(result.result.answers).toEqual([expect.objectContaining({ id: 'no-access', verdict: 'unexpected' })]);
  });
});

describe('a device', () => {
  test('is inspected and not reset unless asked', async () => {
    const { result } = await onKernel(makeHost(), async (session, kernel) => {
      const found = await probeDevice(session, { target: NIC, by: 'vfio-type1', tryReset: false });
      expect(kernel().calls).not.toContain('VFIO_DEVICE_RESET');
      return found;
    });
    expect(result).toMatchObject({
      inspection: { bdf: NIC.bdf, info: { canReset: true } },
      reset: { kind: 'not-asked' },
      findings: [],
    });
  });

  test('that refuses its reset says so', async () => {
    const { result } = await onKernel(makeHost(), async (session, kernel) => {
      kernel().failNext('VFIO_DEVICE_RESET', 'EINVAL');
      return await probeDevice(session, { target: NIC, by: 'vfio-type1', tryReset: true });
    });
    expect(result.reset).toEqual({ kind: 'refused', errno: 'EINVAL' });
  });
});

describe('addresses', () => {
  const narrow = {
    iovaRanges: [
      { first: 0n, last: 0xfedf_ffffn },
      { first: 0xfef0_0000n, last: 0x7f_ffff_ffffn },
    ],
  };

  test('guest memory goes above 4 GiB where it fits, else wherever it fits', () => {
    expect(placeIova(narrow, MIB)).toBe(0x1_0000_0000n);
    expect(placeIova({ iovaRanges: [{ first: 0n, last: 0x1fff_ffffn }] }, MIB)).toBe(0x1000_0000n);
    expect(placeIova({ iovaRanges: [{ first: 0x1000n, last: 0x1fff_ffffn }] }, MIB)).toBe(0x20_0000n);
    expect(placeIova(narrow, 2 ** 40)).toBeNull();
    expect(placeIova({ iovaRanges: [] }, MIB)).toBeNull();
  });

  test('what is translated and what lies above it', () => {
    expect(isTranslated(narrow, 0xfee0_0000n)).toBe(false);
    expect(isTranslated(narrow, 0x1000n)).toBe(true);
    expect(aboveAll(narrow)).toBe(0x80_0000_0000n);
    expect(aboveAll({ iovaRanges: [{ first: 0n, last: 0xffff_ffff_ffff_ffffn }] })).toBeNull();
  });
});
