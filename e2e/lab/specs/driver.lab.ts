/** The lab's own words do what they say: without that, no other spec proves anything. */
import { expect, test } from 'vitest';
import type { Self } from '../guest/self.ts';
import type { RunOptions } from '../lab.ts';
import { spec } from '../spec.ts';

spec('driver', { ci: ['6.12 intel'], on: () => true }, lab => {
  const self = async (input: object, options?: RunOptions) =>
    (await lab().node('e2e/lab/guest/self.ts', input, options)) as Self;

  test('node calls a function of the checkout as root', async () => {
    expect(await self({ echo: ['as', 1, null] })).toMatchObject({ uid: 0, echo: ['as', 1, null] });
  });

  test('node calls it as a user, with a memlock limit', async () => {
    const options = { user: 'user', memlock: 64 * 1024 * 1024 } as const;
    expect(await self({}, options)).toEqual({ uid: 1000, groups: [36, 1000], memlock: '67108864 67108864' });
    expect((await lab().run(['sh', '-c', 'ulimit -l'], { ...options, memlock: 'unlimited' })).stdout).toBe(
      'unlimited\n',
    );
  });

  test('what a function throws is thrown here', async () => {
    await expect(self({ throws: 'as it should' })).rejects.toThrow('Error: as it should');
  });

  test('a program that does not end is killed with what it started', async () => {
    const ended = await lab().run(['sh', '-c', 'sleep 1000; true'], { timeoutMs: 500 });
    expect(ended).toMatchObject({ code: null, signal: 'SIGKILL' });
    expect(await lab().shell('ps')).not.toContain('sleep 1000');
  });

  test('a refused write says with which errno', async () => {
    await expect(lab().write('/sys/bus/pci/drivers_probe', '0000:7f:00.0')).rejects.toMatchObject({ errno: 'ENODEV' });
    expect(await lab().sysfs('bus/pci/devices/0000:7f:00.0/driver_override')).toBeNull();
    expect(await lab().sysfs('bus/pci/devices/0000:01:00.0/vendor')).toBe('0x1002');
  });

  test('nothing of the host can be changed', async () => {
    const checkout = await lab().run(['touch', '/run/lab/checkout/package.json']);
    expect(checkout.stderr).toContain('Read-only file system');
    await lab().shell('echo changed > /etc/os-release');
  });
});
