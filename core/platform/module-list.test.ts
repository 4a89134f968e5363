import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { findModules } from './module-list.ts';

const WANTED = new Set(['vfio_pci', 'kvm', 'nvme', 'vendor_reset']);
const DEP =
  'kernel/arch/x86/kvm/kvm.ko.xz: kernel/virt/lib/irqbypass.ko.xz\nkernel/drivers/vfio/pci/vfio-pci.ko.xz: kernel/drivers/vfio/pci/vfio-pci-core.ko.xz kernel/drivers/vfio/vfio.ko.xz\nupdates/dkms/vendor-reset.ko.zst:\nkernel/net/can/can.ko:\n';

test('modules.dep and modules.builtin are read alike', () => {
  expect(findModules(DEP, WANTED)).toEqual(new Set(['kvm', 'vfio_pci', 'vendor_reset']));
  expect(findModules('kernel/drivers/nvme/host/nvme.ko\nkernel/fs/ext4/ext4.ko\n', WANTED)).toEqual(new Set(['nvme']));
});

test('what others depend on is not listed by that', () => {
  expect(findModules('kernel/a.ko: kernel/drivers/nvme/host/nvme.ko\n', WANTED)).toEqual(new Set());
});

test('a module from elsewhere has an absolute path', () => {
  expect(findModules('/lib/modules/6.1/extra/nvme.ko.xz:\n', WANTED)).toEqual(new Set(['nvme']));
});

test.each([
  '',
  'kernel/drivers/nvme/host/nv',
  'kernel/a.ko:\nnonsense\n',
  '\u0001 garbage \ufffd=: 0xzz\n',
  'a b.ko\n',
])('%j is cut or no such list', text => {
  expect(findModules(text, WANTED)).toHaveProperty('malformed');
});

test('a list of ten million bytes is read to its end', () => {
  const line = `kernel/${'d'.repeat(90)}/m.ko\n`;
  const text = `${line.repeat(Math.ceil(10_000_000 / line.length))}kernel/nvme.ko\n`;
  expect(findModules(text, WANTED)).toEqual(new Set(['nvme']));
});

test('any text has an answer', () => expectAnswerToAnyText(text => findModules(text, WANTED), DEP));
