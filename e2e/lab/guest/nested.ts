/**
 * Runs inside a lab machine: starts a QEMU of its own (L2) as it was exported, lets SeaBIOS look at the devices, and asks
 * through QMP what is plugged in. The words are added at the end of the command line, which the exported script allows.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Qmp, QmpError } from '../machine/qmp.ts';

/** SeaBIOS writes its log to this port; the kernel reads none of it. Source: SeaBIOS docs/Debugging.md. */
const DEBUG_PORT = '0x402';
/** QMP lists the option ROM as one more BAR; its address is given and taken back. */
const ROM = 6;
/** SeaBIOS has set up every device when it looks for something to boot. */
const BOOTS = /^(Booting from |No bootable device)/;

export type NestedInput = { argv: readonly string[] };

export type PluggedIn = {
  /** The id in the command line. */
  id: string;
  bus: number;
  slot: number;
  function: number;
  vendorId: number;
  deviceId: number;
  /** Addresses that the firmware gave; null: none. */
  bars: readonly (number | null)[];
};

export type Nested = {
  /** Once the firmware looked for something to boot; null: QEMU ended before. */
  pci: readonly PluggedIn[] | null;
  /** Of the QEMU process, once it ran: KiB locked, as the kernel accounts it. */
  lockedKib: number | null;
  code: number | null;
  signal: string | null;
  stderr: string;
};

export default async function runNested({ argv }: NestedInput): Promise<Nested> {
  const folder = mkdtempSync('/tmp/nested-');
  const socket = join(folder, 'qmp');
  using qmp = await Qmp.listen(socket);
  const [program = '', ...args] = argv;
  const log = ['-chardev', 'stdio,id=bios,signal=off', '-device', `isa-debugcon,iobase=${DEBUG_PORT},chardev=bios`];
  const child = spawn(program, [...args, ...log, '-qmp', `unix:${socket}`]);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<{ code: number | null; signal: string | null }>();
  const { promise: booted, resolve: boot } = Promise.withResolvers<void>();
  child.once('error', error => {
    stderr += error.message;
    end({ code: null, signal: null });
  });
  child.once('close', (code, signal) => {
    end({ code, signal });
    qmp[Symbol.dispose]();
  });
  createInterface({ input: child.stdout }).on('line', line => {
    if (BOOTS.test(line)) boot();
  });
  const gone = ended.then(() => Promise.reject(new QmpError('QEMU ended')));
  const alive = async () => {
    await Promise.race([qmp.ready(), gone]);
    await Promise.race([booted, gone]);
    const buses = (await qmp.call('query-pci')) as { devices: QmpDevice[] }[];
    const lockedKib = readLocked(child.pid ?? 0);
    await qmp.call('quit');
    return { pci: flatten(buses), lockedKib };
  };
  const seen = await alive().catch(error => {
    if (error instanceof QmpError) return { pci: null, lockedKib: null };
    throw error;
  });
  const { code, signal } = await ended;
  rmSync(folder, { recursive: true });
  return { ...seen, code, signal, stderr };
}

type QmpDevice = {
  qdev_id: string;
  bus: number;
  slot: number;
  function: number;
  id: { vendor: number; device: number };
  regions: { bar: number; address: number }[];
  pci_bridge?: { devices?: QmpDevice[] };
};

function flatten(buses: readonly { devices: readonly QmpDevice[] }[]): PluggedIn[] {
  const walk = (device: QmpDevice): QmpDevice[] => [device, ...(device.pci_bridge?.devices ?? []).flatMap(walk)];
  return buses
    .flatMap(bus => bus.devices.flatMap(walk))
    .map(device => ({
      id: device.qdev_id,
      bus: device.bus,
      slot: device.slot,
      function: device.function,
      vendorId: device.id.vendor,
      deviceId: device.id.device,
      bars: device.regions.filter(({ bar }) => bar < ROM).map(({ address }) => (address === -1 ? null : address)),
    }));
}

function readLocked(pid: number): number {
  return Number(/^VmLck:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
