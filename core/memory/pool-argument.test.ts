import { expect, test } from 'vitest';
import { poolArgument } from './pool-argument.ts';

const MIB = 1024 ** 2;

test.each<[string, number, string | null]>([
  ['quiet', 2, null],
  ['hugepages=512', 2, 'hugepages=512'],
  ['hugepages=512', 1024, null],
  ['default_hugepagesz=1G hugepages=8', 1024, 'hugepages=8'],
  ['hugepagesz=1G hugepages=8 hugepagesz=2M hugepages=512', 2, 'hugepagesz=2M hugepages=512'],
  ['hugepagesz=1G hugepages=8 hugepagesz=2M hugepages=512', 1024, 'hugepagesz=1G hugepages=8'],
  ['hugepagesz=2048k quiet hugepages=0:256,1:256', 2, 'hugepagesz=2048k hugepages=0:256,1:256'],
  ['hugepages=4 hugepagesz=1G hugepages=8', 1024, 'hugepagesz=1G hugepages=8'],
  ['hugepagesz=nonsense hugepages=8', 2, null],
])('%s: pages of %i MiB', (line, mebibytes, expected) => {
  expect(poolArgument(line.split(' '), mebibytes * MIB)).toBe(expected);
});
