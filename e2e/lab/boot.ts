/**
 * Boots a lab machine: `await using lab = await boot({ kernel: '6.12', iommu: 'intel' })`.
 *
 * Each stage has its own limit, some thirty times of what it takes on two quiet processors.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle } from './build/bundle.ts';
import { cacheFolder } from './build/cache.ts';
import { provideInitramfs } from './build/initramfs.ts';
import { provideKernel } from './build/kernel.ts';
import { Lab } from './lab.ts';
import { Agent } from './machine/agent.ts';
import { within } from './machine/limit.ts';
import { hostDrivers, type Machine, titleOf } from './machine/machine.ts';
import { qemuArguments } from './machine/qemu-arguments.ts';
import { QemuProcess } from './machine/qemu-process.ts';

const KERNEL_MS = 120_000;
const ROOT_MS = 120_000;
const AGENT_MS = 120_000;

const checkout = dirname(dirname(import.meta.dirname));
/** Console logs, one a machine and kind of run; test-results/ is not kept in git. */
const logs = join(checkout, 'test-results', 'lab');

/** @throws Unavailable when the machine cannot be built here, Error when it does not come up. */
export async function boot(machine: Machine): Promise<Lab> {
  const kernel = await provideKernel(machine.kernel);
  const initramfs = await provideInitramfs(kernel);
  const sockets = mkdtempSync(join(tmpdir(), 'bindery-lab-'));
  const tidy = () => rmSync(sockets, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  const files = {
    kernel: kernel.image,
    initramfs,
    agentSocket: join(sockets, 'agent'),
    checkout,
    share: cacheFolder('share'),
    agent: await bundle('e2e/lab/guest/agent.ts'),
  };
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => {});
  const agent = await Agent.listen(files.agentSocket, gone.promise);
  const logFile = join(logs, `${titleOf(machine).replaceAll(/[^\w.=-]+/g, '_')}.log`);
  const qemu = new QemuProcess(qemuArguments(machine, files), logFile);
  qemu.failed.catch(gone.reject);
  try {
    await within(KERNEL_MS, 'The kernel', qemu.reached('init'), qemu.failed);
    await within(ROOT_MS, 'Mounting the root', qemu.reached('root'), qemu.failed);
    const about = await within(AGENT_MS, 'Starting the agent', agent.hello(), qemu.failed);
    const lab = new Lab(machine, about, qemu, agent, tidy);
    await lab.modprobe(hostDrivers(machine));
    return lab;
  } catch (error) {
    await qemu.kill();
    agent[Symbol.dispose]();
    tidy();
    throw new Error(`${titleOf(machine)} did not boot. Its console: ${logFile}`, { cause: error });
  }
}
