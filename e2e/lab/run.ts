/**
 * `npm run lab`: builds what is missing, boots the machines, runs the specs, and leaves test-results/lab.json with
 * `{ passed, failed, skipped, notes }`. Exit code 1 when a spec failed; a lab that cannot run here is skipped, loudly.
 */
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { cacheFolder } from './build/cache.ts';
import { Unavailable } from './build/unavailable.ts';
import { machines } from './machines.ts';
import { ensureNeeds } from './needs.ts';
import { takeNotes } from './notes.ts';
import { handOn } from './selection.ts';

const usage = `npm run lab -- [options]

  (none)             what CI runs
  --all              all machines that Debian's kernels can be, and every spec that makes sense on each
  --kernel NAME      only machines with this kernel: 6.1, 6.12, newest, or iommufd (built once, takes minutes)
  --iommu NAME       only machines with this IOMMU: intel, intel-39, amd, virtio, none
  --machine TITLE    only this machine, e.g. "6.12 intel"
  --spec NAME        only this spec, e.g. scan
  --refresh          look for newer kernels first
  --list             name the machines`;

type Report = { passed: number; failed: number; skipped: number; notes: string[] };

const project = dirname(dirname(import.meta.dirname));
const reportFile = join(project, 'test-results', 'lab.json');

process.exitCode = await main();

async function main(): Promise<number> {
  const flags = readFlags();
  if (flags === null) return 64;
  if (flags.help || flags.list) {
    console.log(flags.help ? usage : [...machines.keys()].join('\n'));
    return 0;
  }
  const startedAt = performance.now();
  if (flags.refresh)
    for (const file of globSync(join(cacheFolder('kernels'), '*-*'))) rmSync(file, { recursive: true });
  const report = await run(flags);
  report.notes.push(`the whole lab took ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  mkdirSync(dirname(reportFile), { recursive: true });
  writeFileSync(reportFile, `${JSON.stringify(report, null, 2)}\n`);
  for (const text of report.notes) console.log(`lab: ${text}`);
  console.log(`lab: ${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped`);
  return report.failed > 0 ? 1 : 0;
}

async function run(flags: Flags): Promise<Report> {
  try {
    await ensureNeeds();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    console.log(`\nTHE HARDWARE LAB IS SKIPPED: ${error.message}\n`);
    return { passed: 0, failed: 0, skipped: 1, notes: [`skipped: ${error.message}`] };
  }
  const { kernel, iommu, machine, spec } = flags;
  handOn({
    isAll: flags.all,
    ...(kernel === undefined ? {} : { kernel }),
    ...(iommu === undefined ? {} : { iommu }),
    ...(machine === undefined ? {} : { machine }),
    ...(spec === undefined ? {} : { spec }),
  });
  const vitest = await startVitest('test', [], {
    root: project,
    config: join(import.meta.dirname, 'vitest.config.ts'),
    watch: false,
  });
  const modules = vitest.state.getTestModules();
  const states = modules.flatMap(module => [...module.children.allTests()].map(test => test.result().state));
  const count = (state: string) => states.filter(each => each === state).length;
  // A machine that did not boot fails its suite, and none of the tests in it.
  const broken = vitest.state.getUnhandledErrors().length + modules.filter(module => !module.ok()).length;
  await vitest.close();
  const failed = count('failed') || (broken > 0 ? 1 : 0);
  return { passed: count('passed'), failed, skipped: count('skipped') + count('pending'), notes: takeNotes() };
}

type Flags = NonNullable<ReturnType<typeof readFlags>>;

function readFlags() {
  try {
    return parseArgs({
      options: {
        all: { type: 'boolean', default: false },
        kernel: { type: 'string' },
        iommu: { type: 'string' },
        machine: { type: 'string' },
        spec: { type: 'string' },
        refresh: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return null;
  }
}
