/**
 * A kernel with iommufd and VFIO's per-device nodes, which no Debian kernel up to 7.2 is built with: Debian's own source
 * with a small configuration of ours, everything built in. Takes some six minutes on two processors, once; 6 MB are kept.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureCompilers } from '../needs.ts';
import { AptSuite } from './apt-suite.ts';
import { cacheFolder } from './cache.ts';
import type { Kernel } from './kernel.ts';
import { runProgram } from './program.ts';
import { withUnpacked } from './unpack.ts';

const SUITE = 'trixie';
const SOURCE = 'linux-source-6.12';
const BUILD_MS = 60 * 60_000;
const FRAGMENT = join(import.meta.dirname, 'iommufd-kernel.config');

/** @throws Unavailable when it is not cached and cannot be built here. */
export async function buildIommufdKernel(): Promise<Kernel> {
  const key = createHash('sha256').update(readFileSync(FRAGMENT)).digest('hex').slice(0, 16);
  const folder = join(cacheFolder('kernels'), `iommufd.${key}`);
  if (!existsSync(folder)) await build(folder);
  const release = readFileSync(join(folder, 'release'), 'utf8');
  return { release, image: join(folder, 'vmlinuz'), modulesFolder: join(folder, 'none') };
}

async function build(folder: string): Promise<void> {
  await ensureCompilers();
  const apt = await AptSuite.open(SUITE);
  const source = await apt.find(SOURCE);
  const deb = await apt.download(source);
  console.log(`lab: building a kernel with iommufd from ${SOURCE} ${source.version}; this takes minutes, once ...`);
  const startedAt = Date.now();
  await withUnpacked([deb], async unpacked => {
    await runProgram('tar', ['-xJf', join(unpacked, 'usr', 'src', `${SOURCE}.tar.xz`), '-C', unpacked]);
    const tree = join(unpacked, SOURCE);
    const make = (...goals: string[]) => runProgram('make', ['-s', '-C', tree, ...goals], { timeoutMs: BUILD_MS });
    await make('tinyconfig');
    await runProgram('sh', ['scripts/kconfig/merge_config.sh', '-m', '.config', FRAGMENT], { cwd: tree });
    await make('olddefconfig');
    expectFragment(readFileSync(join(tree, '.config'), 'utf8'));
    await make(`-j${availableParallelism()}`, 'bzImage');
    const made = mkdtempSync(join(cacheFolder('kernels'), 'partial-'));
    renameSync(join(tree, 'arch', 'x86', 'boot', 'bzImage'), join(made, 'vmlinuz'));
    writeFileSync(join(made, 'release'), (await make('kernelrelease')).toString().trim());
    rmSync(folder, { recursive: true, force: true });
    renameSync(made, folder);
  });
  console.log(`lab: the kernel is built, in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

/** Kconfig drops silently what depends on something that is off. */
function expectFragment(config: string): void {
  const lines = new Set(config.split('\n'));
  const wanted = readFileSync(FRAGMENT, 'utf8')
    .split('\n')
    .filter(line => /^CONFIG_\w+=y$/.test(line));
  const dropped = wanted.filter(line => !lines.has(line));
  if (dropped.length > 0) throw new Error(`The kernel's configuration dropped ${dropped.join(', ')}`);
}
