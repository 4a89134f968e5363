/**
 * The installed QEMU is asked whether it takes what we write: every device property must exist, and every example
 * machine must start (stopped, without its assigned functions) and answer on its own control socket.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleMachines } from '../../fixtures/example-machines.ts';
import { QmpClient } from '../../fixtures/qmp-client.ts';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { nodeHostFiles } from '../../main/host/node-host-files.ts';
import { readHost } from '../../main/host/read-host.ts';
import { isKnown } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { defaultMachineSpec, type MachineSpec } from '../machine/machine-spec.ts';
import { DEFAULT_QEMU } from '../machine/pick-qemu.ts';
import { formatCommandText } from './command-text.ts';
import { planQemuCommand, type QemuCommand } from './qemu-command.ts';
import { option, type QemuOption } from './qemu-option.ts';
import { formatShellScript } from './shell-script.ts';

const isInstalled = existsSync(DEFAULT_QEMU);
const WHY_NOT = `${DEFAULT_QEMU} is not installed (Debian: apt-get install qemu-system-x86 ovmf)`;
const run = promisify(execFile);

let host: HostSnapshot;
let folder: string;

beforeAll(async () => {
  // A short path: a socket address has room for 108 bytes.
  folder = mkdtempSync(join(tmpdir(), 'bq-'));
  const sample = await sampleSnapshot('intel-desktop');
  const live = await readHost(nodeHostFiles('/'), { origin: { kind: 'live' }, now: () => new Date() });
  // The functions of the sample, the QEMU and the firmware of this machine.
  host = { ...sample, qemu: live.qemu, firmware: live.firmware, user: { ...sample.user, home: folder } };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!isInstalled)(`QEMU accepts (${isInstalled ? DEFAULT_QEMU : WHY_NOT})`, () => {
  const examples = Object.entries(exampleMachines);

  test('every property of every device', async () => {
    const devices = examples
      .flatMap(([, spec]) => planQemuCommand(host, spec).options)
      .filter(entry => entry.option === '-device');
    const models = Map.groupBy(devices, entry => entry.head ?? '');
    expect(models.size).toBeGreaterThan(8);
    for (const [model, uses] of models) {
      const unknown = await unknownProperties(model, uses);
      expect({ model, unknown }).toEqual({ model, unknown: [] });
    }
  });

  test('and would not accept one that does not exist', async () => {
    const wrong = option('-device', 'vfio-pci', { host: '0000:01:00.0', 'no-such-property': 'on' }, '');
    expect(await unknownProperties('vfio-pci', [wrong])).toEqual(['no-such-property']);
  });

  test.each(examples)('the machine %s, which starts', async (name, spec) => {
    await using machine = await startStopped(name, spec, 'script');
    expect(await machine.qmp.execute('query-status')).toMatchObject({ running: false, status: 'prelaunch' });
    expect(await machine.qmp.execute('query-name')).toEqual({ name: spec.name });
    await machine.qmp.execute('quit');
    expect(await machine.exitCode()).toBe(0);
  });

  test('the bare command, in a home where nothing is yet', async () => {
    const spec = { ...defaultMachineSpec, name: 'bare' };
    await using machine = await startStopped('bare', spec, 'bare command');
    expect(await machine.qmp.execute('query-name')).toEqual({ name: 'bare' });
    await machine.qmp.execute('quit');
    expect(await machine.exitCode()).toBe(0);
  });
});

/** Asks `-device MODEL,help`. `id` and `bus` belong to every device and are not listed. */
async function unknownProperties(model: string, uses: readonly QemuOption[]): Promise<string[]> {
  const { stdout } = await run(DEFAULT_QEMU, ['-device', `${model},help`]);
  const known = new Set(['id', 'bus', ...stdout.matchAll(/^\s+([\w.-]+)=/gm).map(([, property]) => property ?? '')]);
  return uses.flatMap(use => use.properties.map(([property]) => property)).filter(property => !known.has(property));
}

/**
 * What cannot be had on any machine that runs tests is replaced, and nothing else: KVM by TCG and `host` by `max`, a
 * window by no display, a bridge of the host by user networking, and the assigned functions are taken out.
 */
function withoutHardware(command: QemuCommand): QemuCommand {
  return {
    ...command,
    options: command.options
      .filter(entry => entry.head !== 'vfio-pci')
      .map(entry => {
        const properties = entry.properties.map(([key, value]) => [key, key === 'accel' ? 'tcg' : value] as const);
        if (entry.option === '-cpu') return { ...entry, head: 'max' };
        if (entry.option === '-display') return { ...entry, head: 'none' };
        if (entry.head === 'bridge') return option('-netdev', 'user', { id: 'net0' }, entry.why);
        return { ...entry, properties };
      }),
  };
}

/** Runs the exported script, as a user would, with `-S` added. */
async function startStopped(name: string, spec: MachineSpec, form: 'script' | 'bare command') {
  const here = (path: string) => join(folder, name, path);
  const disks = spec.disks.map(disk => ({ ...disk, path: here(disk.path) }));
  for (const disk of disks) await makeImage(disk.path, disk.format);
  const hardware = new Set(spec.functions.map(fn => fn.bdf));
  expect(
    isKnown(host.functions) &&
      [...hardware].every(bdf => isKnown(host.functions) && host.functions.some(fn => fn.bdf === bdf)),
  ).toBe(true);
  const command = withoutHardware(planQemuCommand(host, { ...spec, disks }));
  const script = formatShellScript(command, { ...spec, disks, functions: [] }, []);
  // The bare command is pasted into a shell; -S goes behind its last word.
  const text = form === 'script' ? script : `${formatCommandText(command).trimEnd()} -S\n`;
  const child = spawn('sh', form === 'script' ? ['-s', '--', '-S'] : ['-s'], { stdio: ['pipe', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', chunk => {
    words += chunk;
  });
  const ended = once(child, 'exit');
  child.stdin.end(text);
  const socket = join(command.stateFolder, 'qmp.sock');
  // The socket exists before QEMU listens on it, and QEMU may still refuse an option further on: try until one is sure.
  const limit = Date.now() + 30_000;
  const connect = async (): Promise<QmpClient> => {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`QEMU did not start: ${words}`);
      if (Date.now() > limit) {
        child.kill('SIGKILL');
        throw new Error(`QEMU did not answer within 30 seconds: ${words}`);
      }
      try {
        return await QmpClient.connect(socket);
      } catch {
        await wait(20);
      }
    }
  };
  const qmp = await connect();
  return {
    qmp,
    exitCode: async () => (await ended)[0] as number,
    [Symbol.asyncDispose]: async () => {
      qmp[Symbol.dispose]();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function makeImage(path: string, format: 'qcow2' | 'raw'): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  if (format === 'raw') {
    truncateSync(path, 1024 ** 2);
    return;
  }
  // QEMU makes the image itself, so that no other package is needed.
  const commands = [
    { execute: 'qmp_capabilities' },
    {
      execute: 'blockdev-create',
      arguments: { 'job-id': 'make', options: { driver: 'qcow2', file: 'file', size: 1024 ** 2 } },
    },
  ];
  const nodes = [
    '-machine',
    'none',
    '-nodefaults',
    '-display',
    'none',
    '-blockdev',
    `driver=file,node-name=file,filename=${path.replaceAll(',', ',,')}`,
  ];
  const qemu = spawn(DEFAULT_QEMU, [...nodes, '-qmp', 'stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  qemu.stdin.write(commands.map(command => JSON.stringify(command)).join('\n'));
  let answers = '';
  for await (const chunk of qemu.stdout) {
    answers += chunk;
    if (answers.includes('"concluded"')) break;
  }
  qemu.stdin.end('{"execute":"quit"}\n');
  await once(qemu, 'exit');
}
