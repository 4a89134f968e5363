/**
 * Reading a host, against `lspci -vvnnk` on the same tree: the live one, and a generated one of 4,096 functions.
 *
 * The peer opens some 13 files of each function and says nothing of power, NUMA, overrides, resets or groups.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isKnown } from '../core/host/measured.ts';
import { defaultMachineSpec } from '../core/machine/machine-spec.ts';
import { reviewMachine } from '../core/machine/review.ts';
import { generatedHost } from '../fixtures/generate.ts';
import { writeTree } from '../fixtures/write-tree.ts';
import { nodeHostFiles } from '../main/host/node-host-files.ts';
import { readHost } from '../main/host/read-host.ts';
import { CountedFiles } from './counted-files.ts';
import { formatMs, formatRatio, type Sample, sample } from './sample.ts';

const FUNCTIONS = 4096;
const RUNS = 7;
const CLI = 'dist/main/cli.js';
/** What all checks may take on the large host: one frame of the window. */
const FRAME_MS = 16;

export async function benchScan(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-bench-'));
  try {
    writeTree(generatedHost(FUNCTIONS), folder);
    return [
      ...(await compare('the live host', '/')),
      ...(await compare(`${FUNCTIONS} generated functions`, folder)),
      ...(await countOpens(folder)),
      peakMemory(folder),
      ...(await review(folder)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const scan = (root: string) =>
  readHost(nodeHostFiles(root), { origin: { kind: 'recorded', root }, now: () => new Date() });

async function compare(name: string, root: string): Promise<string[]> {
  const host = await scan(root);
  const functions = isKnown(host.functions) ? host.functions.length : 0;
  const inProcess = await sample(RUNS, () => scan(root));
  const command = await sample(RUNS, () =>
    quiet(process.execPath, [CLI, 'scan', '--json', ...(root === '/' ? [] : ['--root', root])]),
  );
  const lspci = await timeLspci(root);
  const against = (ours: Sample) =>
    lspci ? `, ${formatRatio(ours, lspci)} of lspci -vvnnk (${formatMs(lspci.medianMs)})` : '';
  return [
    `scan of ${name} (${functions} functions), in the running app: ${formatMs(inProcess.medianMs)}${against(inProcess)}`,
    `scan of ${name}, as the whole command bindery scan --json: ${formatMs(command.medianMs)}${against(command)}`,
    ...(lspci ? [] : ['  no ratio: lspci is not installed (Debian: apt-get install pciutils)']),
  ];
}

async function timeLspci(root: string): Promise<Sample | null> {
  const access = root === '/' ? [] : ['-O', `sysfs.path=${root}/sys/bus/pci`];
  try {
    return await sample(RUNS, () => quiet('lspci', [...access, '-vvnnk']));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function quiet(program: string, words: readonly string[]): void {
  execFileSync(program, words, { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1024 ** 3 });
}

/** How many files, folders and links of a function are asked for. */
async function countOpens(folder: string): Promise<string[]> {
  const files = new CountedFiles(nodeHostFiles(folder), path => /^\/sys\/bus\/pci\/devices\/./.test(path));
  await readHost(files, { origin: { kind: 'recorded', root: folder }, now: () => new Date() });
  const { opens, failedOpens, folders, links, others } = files.counts;
  const each = (count: number) => (count / FUNCTIONS).toFixed(1);
  return [
    `for each function: ${each(opens)} opens (${each(failedOpens)} of files that are not there), ${each(links)} links, ${each(folders)} folders, ${each(others)} other questions`,
  ];
}

/** Of the whole command. A process asks for its own peak as it ends, because the system forgets it with the process. */
function peakMemory(folder: string): string {
  const tell = `process.on('exit', () => {
    const status = process.getBuiltinModule('fs').readFileSync('/proc/self/status', 'utf8');
    process.stderr.write('\\n' + /VmHWM:.*/.exec(status)[0]);
  });`;
  const { stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, CLI, 'scan', '--json', '--root', folder],
    { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const kib = /VmHWM:\s+(\d+) kB/.exec(stderr)?.[1];
  return kib === undefined
    ? 'peak memory: could not measure, the command did not tell'
    : `peak memory of bindery scan --json of ${FUNCTIONS} functions: ${Math.round(Number(kib) / 1024)} MiB`;
}

async function review(folder: string): Promise<string[]> {
  const host = await scan(folder);
  const functions = isKnown(host.functions)
    ? host.functions.filter(fn => isKnown(fn.driver) && fn.driver !== 'pcieport').slice(0, 16)
    : [];
  const spec = { ...defaultMachineSpec, functions: functions.map(({ bdf }) => ({ bdf })) };
  const taken = await sample(50, () => reviewMachine(host, spec));
  const verdict = taken.medianMs <= FRAME_MS ? 'within' : 'more than';
  return [
    `all checks and the command for 16 of ${FUNCTIONS} functions: ${formatMs(taken.medianMs)}, ${verdict} the ${FRAME_MS} ms of a frame`,
  ];
}
