import { expect, test } from 'vitest';
import { packageOfModules } from './distribution-package.ts';

test.each([
  ['ubuntu', ['debian'], '6.8.0-45-generic', 'linux-modules-extra-6.8.0-45-generic'],
  ['pop', ['ubuntu', 'debian'], '6.9.3', 'linux-modules-extra-6.9.3'],
  ['debian', [], '6.12.43+deb13-cloud-amd64', 'linux-image-amd64'],
  ['debian', [], '6.12.43+deb13-amd64', null],
  ['fedora', [], '6.16.7-200.fc42.x86_64', 'kernel-modules-6.16.7-200.fc42'],
  ['alpine', [], '6.12.9-0-virt', 'linux-lts'],
  ['arch', [], '6.16.8-arch1-1', null],
])('%s %j %s: %s', (id, idLike, release, expected) => {
  expect(packageOfModules({ id, idLike }, release)).toBe(expected);
});
