/** What `bindery export` writes starts a real QEMU inside the machine, with the assigned card at the exported place. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportArguments } from '../bindery.ts';
import type { Nested, NestedInput } from '../guest/nested.ts';
import type { Lab, RunOptions } from '../lab.ts';
import { groupsAtBoot } from '../machines.ts';
import { spec } from '../spec.ts';

const MEMORY_KIB = 256 * 1024;

spec('nested', { ci: ['6.12 intel'], on: machine => groupsAtBoot(machine) && machine.kernel !== 'iommufd' }, lab => {
  const wish = () => {
    const { gpu, gpuAudio } = lab().devices;
    return ['-d', gpu, '-d', gpuAudio, '--memory', '256M', '--vcpus', '1', '--firmware', 'seabios', '--network', 'none', '--display', 'none'];
  };
  let card: AsyncDisposable;

  beforeAll(async () => {
    const { gpu, gpuAudio } = lab().devices;
    card = await lab().borrow(gpu, gpuAudio);
    // TCG's processor has AMD's virtualisation, so the script runs as it is, with KVM. udev would give the node to kvm.
    await lab().modprobe('kvm_amd');
    await lab().shell('chgrp kvm /dev/kvm; chmod 660 /dev/kvm');
  });
  afterAll(async () => card[Symbol.asyncDispose]());

  test('try', async () => {
    const { argv, findings } = await exportArguments(lab(), wish());
    console.log(argv.join(' '), [...findings.keys()]);
    console.log(await start(lab(), argv));
    await lab().grant(lab().devices.gpu);
    console.log(await start(lab(), argv, { user: 'user', memlock: 8 << 20 }));
    console.log(await start(lab(), argv, { user: 'user', memlock: MEMORY_KIB * 1024 }));
    console.log(await start(lab(), argv, { user: 'user', memlock: 2 ** 30 }));
    await lab().release(lab().devices.gpuAudio);
    console.log(await start(lab(), argv));
    await lab().bind(lab().devices.gpuAudio);
  });
});

async function start(lab: Lab, argv: readonly string[], options?: RunOptions): Promise<Nested> {
  return (await lab.node('e2e/lab/guest/nested.ts', { argv } satisfies NestedInput, options)) as Nested;
}
