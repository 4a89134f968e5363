import { describe, expect, test } from 'vitest';
import {
  type DmaInterface,
  judgeRegion,
  type RegionCaseId,
  type RegionOutcome,
  regionCaseIds,
  regionCases,
} from './region-case.ts';

const MIB = 1024 ** 2;
const mapped = (countedBytes: number): RegionOutcome => ({ kind: 'mapped', sizeBytes: MIB, countedBytes });
const refused = (errno: string, done = 0): RegionOutcome => ({ kind: 'refused', errno, done });

describe('what kernels were seen to answer is expected', () => {
  test.each<[RegionCaseId, DmaInterface, RegionOutcome]>([
    ['no-access', 'vfio-type1', refused('EFAULT')],
    ['read-only-for-write', 'vfio-type1', refused('EFAULT')],
    ['read-only-for-write', 'iommufd', refused('EFAULT')],
    ['read-only-untouched', 'vfio-type1', mapped(0)],
    ['read-only-untouched', 'vfio-type1', mapped(MIB)],
    ['read-only-touched', 'iommufd', mapped(MIB)],
    ['behind-end-of-file', 'vfio-type1', refused('EFAULT')],
    ['msi-window', 'vfio-type1', refused('EINVAL')],
    ['above-width', 'vfio-type1', refused('EINVAL')],
    ['overlap', 'iommufd', refused('EEXIST')],
    ['part-unmap', 'vfio-type1', refused('EINVAL')],
    ['part-unmap', 'iommufd', refused('ENOENT')],
    ['huge-pages', 'vfio-type1', mapped(MIB)],
    ['many-mappings', 'vfio-type1', refused('ENOSPC', 65_535)],
    ['many-mappings', 'iommufd', mapped(0)],
    ['peer-bar', 'vfio-type1', mapped(0)],
    ['peer-bar', 'iommufd', refused('EFAULT')],
  ])('%s by %s: %j', (id, by, outcome) => {
    expect(judgeRegion(id, outcome, by).verdict).toBe('expected');
  });
});

describe('anything else is not', () => {
  test.each<[RegionCaseId, DmaInterface, RegionOutcome]>([
    ['no-access', 'vfio-type1', mapped(0)],
    ['no-access', 'vfio-type1', refused('ENOMEM')],
    ['read-only-for-write', 'vfio-type1', mapped(MIB)],
    ['read-only-untouched', 'vfio-type1', refused('EFAULT')],
    ['read-only-touched', 'vfio-type1', mapped(0)],
    ['msi-window', 'vfio-type1', mapped(MIB)],
    ['overlap', 'vfio-type1', mapped(MIB)],
    ['part-unmap', 'iommufd', refused('EINVAL')],
    ['huge-pages', 'vfio-type1', mapped(0)],
    ['many-mappings', 'vfio-type1', mapped(0)],
    ['many-mappings', 'vfio-type1', refused('ENOMEM', 12)],
    ['peer-bar', 'vfio-type1', refused('EFAULT')],
    ['peer-bar', 'vfio-type1', mapped(MIB)],
  ])('%s by %s: %j', (id, by, outcome) => {
    expect(judgeRegion(id, outcome, by).verdict).toBe('unexpected');
  });
});

test('the two answers about untouched memory mean opposite things for a BIOS', () => {
  expect(judgeRegion('read-only-untouched', mapped(0), 'vfio-type1').meaning).toMatch(/zero page.*reading zeros/);
  expect(judgeRegion('read-only-untouched', mapped(MIB), 'vfio-type1').meaning).toMatch(
    /pages of its own \(1 MiB counted\)/,
  );
});

test.each(regionCaseIds)('%s has words, and says when it was not asked', id => {
  expect(regionCases[id].title).toMatch(/^[A-Z].*[^.]$/);
  expect(judgeRegion(id, { kind: 'not-asked', why: 'no second function is bound' }, 'iommufd')).toEqual({
    verdict: 'open',
    meaning: 'Not asked: no second function is bound.',
  });
  for (const outcome of [mapped(0), mapped(MIB), refused('EFAULT'), refused('EIO', 7)]) {
    expect(judgeRegion(id, outcome, 'vfio-type1').meaning).toMatch(/^[A-Z0-9].*\.$/);
  }
});
