import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FakeKernel } from '../testing/fake-kernel.ts';
import { parseContainerInfo } from '../vfio/container-info.ts';
import { parseDeviceInfo } from '../vfio/device-info.ts';
import { parseRegionInfo } from '../vfio/region-info.ts';
import { askGrowing } from './ask-growing.ts';
import { readCapabilityChain } from './capability-chain.ts';
import { ioctls } from './requests.ts';

const header = (id: number, next: number) => {
  const bytes = Buffer.alloc(8); // struct vfio_info_cap_header { __u16 id; __u16 version; __u32 next; }
  bytes.writeUInt16LE(id, 0);
  bytes.writeUInt32LE(next, 4);
  return bytes;
};

const answer = (...headers: Buffer[]) => Buffer.concat([Buffer.alloc(16), ...headers]);
const idsOf = (bytes: Buffer, first = 16) => {
  const { capabilities, isCut } = readCapabilityChain(bytes, first, 16);
  return { ids: capabilities.map(({ id }) => id), isCut };
};

test.each([
  ['no capability', answer(), 0, { ids: [], isCut: false }],
  ['two in a row', answer(header(1, 24), header(2, 0)), 16, { ids: [1, 2], isCut: false }],
  ['a header that follows itself', answer(header(1, 16)), 16, { ids: [1], isCut: true }],
  ['a loop over two', answer(header(1, 24), header(2, 16)), 16, { ids: [1, 2], isCut: true }],
  ['an offset into the fixed part', answer(header(1, 4)), 16, { ids: [1], isCut: true }],
  ['an offset behind the end', answer(header(1, 4096)), 16, { ids: [1], isCut: true }],
  ['a header that is cut off', answer(header(1, 20)), 16, { ids: [1], isCut: true }],
  ['a first offset behind the end', answer(), 0xffff_ffff, { ids: [], isCut: true }],
])('%s', (_, bytes, first, expected) => {
  expect(idsOf(bytes, first)).toEqual(expected);
});

test('random answers neither throw nor hang', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 300 }), bytes => {
      const random = Buffer.from(bytes);
      random.writeUInt32LE(0xff, 4); // flags: capabilities, mmap and what else there is
      parseContainerInfo(random);
      parseDeviceInfo(random);
      parseRegionInfo(random);
    }),
    { numRuns: 2000 },
  );
});

test('an answer that wants an absurd size is refused, and so is one that grows on and on', () => {
  const kernel = new FakeKernel();
  const growing = Object.assign(Object.create(kernel) as FakeKernel, {
    ioctl: (_fd: number, _request: unknown, struct: Buffer) => struct.writeUInt32LE(struct.length * 2, 0),
  });
  const ask = () => askGrowing(growing, 3, ioctls.VFIO_DEVICE_GET_INFO, Buffer.alloc(24), '0000:01:00.0');
  expect(ask).toThrow(/VFIO_DEVICE_GET_INFO \(0000:01:00.0\) wants \d+ bytes/);
});
