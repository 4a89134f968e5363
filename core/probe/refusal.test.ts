import { expect, test } from 'vitest';
import { explainRefusal } from './refusal.ts';

test.each([
  ['open', 'EBUSY', /Another process holds the group/],
  ['open', 'ENOENT', /not there/],
  ['VFIO_GROUP_SET_CONTAINER', 'EBUSY', /host driver of the group/],
  ['VFIO_SET_IOMMU', 'EPERM', /interrupt remapping/],
  ['VFIO_IOMMU_MAP_DMA', 'ENOMEM', /locked-memory limit/],
  ['IOMMU_IOAS_MAP', 'EFAULT', /cannot be pinned/],
  ['VFIO_DEVICE_BIND_IOMMUFD', 'EPERM', /not isolated/],
  ['IOMMU_HWPT_ALLOC', 'ENOTTY', /does not know IOMMU_HWPT_ALLOC/],
  ['VFIO_DEVICE_RESET', 'EIO', /VFIO_DEVICE_RESET \(0000:01:00\.0\) with EIO, which Bindery has no explanation for/],
])('%s with %s', (call, errno, meaning) => {
  const explained = explainRefusal({ call, errno, object: '0000:01:00.0' });
  expect(explained.meaning).toMatch(meaning);
  expect(explained.remedies).toHaveLength(1);
});

test('one errno means different things at different calls', () => {
  const meaning = (call: string) => explainRefusal({ call, errno: 'EINVAL', object: '' }).meaning;
  expect(meaning('VFIO_IOMMU_MAP_DMA')).not.toBe(meaning('VFIO_DEVICE_ATTACH_IOMMUFD_PT'));
});
