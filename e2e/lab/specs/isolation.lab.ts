/** Why a group is large: our reading of ACS against the groups that the kernel has made. */
import { beforeAll, expect, test } from 'vitest';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import { check, scanOnce } from '../bindery.ts';
import { groupsAtBoot } from '../machines.ts';
import { spec } from '../spec.ts';

spec('isolation', { ci: ['6.12 intel', '6.1 intel'], on: groupsAtBoot }, lab => {
  let host: HostSnapshot;
  beforeAll(async () => {
    host = await scanOnce(lab());
  }, 240_000);

  test('x', async () => {
    const f = await check(host, ['-d', lab().devices.dirtyEdu, '-d', lab().devices.switchNic, '-d', lab().devices.gpu]);
    expect(
      [...f.values()].filter(
        one =>
          one.code.startsWith('isolation') ||
          one.code.startsWith('kernel-log') ||
          one.code.startsWith('function') ||
          one.severity === 'unmeasured' ||
          one.severity === 'warning',
      ),
    ).toEqual('?');
  });
});
