/**
 * Kernels by the names that specs use. Stock ones come from Debian's packages as they are; `iommufd` is built here from
 * Debian's source, because no Debian kernel up to 7.2 is built with it.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AptSuite, type DebianPackage } from './apt-suite.ts';
import { cacheFolder } from './cache.ts';
import { buildIommufdKernel } from './iommufd-kernel.ts';
import { collectModules, formatModulesDep, MODULES } from './kernel-modules.ts';
import { Unavailable } from './unavailable.ts';
import { withUnpacked } from './unpack.ts';

/** `newest`: what sid offers, resolved when it is first fetched; `--refresh` looks again. */
export type KernelName = '6.1' | '6.12' | 'newest' | 'iommufd';

/** `modulesFolder`: *.ko, uncompressed and flat, and modules.dep. Empty for a kernel that has all built in. */
export type Kernel = { release: string; image: string; modulesFolder: string };

const SUITES = { '6.1': 'bookworm', '6.12': 'trixie', newest: 'sid' } as const;

/** @throws Unavailable when it is not cached and cannot be fetched. */
export async function provideKernel(name: KernelName): Promise<Kernel> {
  if (name === 'iommufd') return buildIommufdKernel();
  const known = resolutionFile(name);
  if (!existsSync(known)) writeFileSync(known, await fetchKernel(SUITES[name]));
  const folder = readFileSync(known, 'utf8').trim();
  if (existsSync(join(folder, 'release'))) return openKernel(folder);
  // The list of modules has grown, or somebody tidied up.
  writeFileSync(known, await fetchKernel(SUITES[name]));
  return openKernel(readFileSync(known, 'utf8').trim());
}

/** What a name meant when it was first asked for, so that a run tomorrow boots the kernel of today. */
export function resolutionFile(name: KernelName): string {
  const modules = createHash('sha256').update(MODULES.join()).digest('hex').slice(0, 8);
  return join(cacheFolder('kernels'), `${name}-${modules}`);
}

function openKernel(folder: string): Kernel {
  const release = readFileSync(join(folder, 'release'), 'utf8');
  return { release, image: join(folder, 'vmlinuz'), modulesFolder: join(folder, 'modules') };
}

/** @returns the folder of the kernel that `linux-image-amd64` of this suite stands for. */
async function fetchKernel(suite: string): Promise<string> {
  const apt = await AptSuite.open(suite);
  const packages = await followDependencies(apt, await apt.find('linux-image-amd64'));
  const key = createHash('sha256')
    .update([...packages.map(found => found.sha256), ...MODULES].join())
    .digest('hex');
  const folder = join(cacheFolder('kernels'), key.slice(0, 16));
  if (existsSync(join(folder, 'release'))) return folder;
  const debs: string[] = [];
  for (const found of packages) debs.push(await apt.download(found));
  await withUnpacked(debs, unpacked => keepKernel(unpacked, folder));
  return folder;
}

/** Since 6.17 an image package is empty and depends on linux-binary-* and linux-modules-*. */
async function followDependencies(apt: AptSuite, found: DebianPackage): Promise<DebianPackage[]> {
  const names = found.depends.filter(name => /^linux-(image|binary|modules)-\d/.test(name));
  const below = await Promise.all(names.map(async name => followDependencies(apt, await apt.find(name))));
  return [found, ...below.flat()];
}

/** Keeps the image and the modules that we know by name: 25 MB of up to 400. */
async function keepKernel(unpacked: string, folder: string): Promise<void> {
  const [tree] = globSync(join(unpacked, '{,usr/}lib/modules/*/'));
  if (tree === undefined) throw new Unavailable('the kernel package holds no modules');
  const release = basename(tree);
  const image = [join(unpacked, 'boot', `vmlinuz-${release}`), join(tree, 'vmlinuz')].find(file => existsSync(file));
  if (image === undefined) throw new Unavailable(`the kernel package of ${release} holds no image`);
  const modules = await collectModules(tree, MODULES);
  const made = mkdtempSync(join(cacheFolder('kernels'), 'partial-'));
  mkdirSync(join(made, 'modules'));
  renameSync(image, join(made, 'vmlinuz'));
  for (const { name, content } of modules) writeFileSync(join(made, 'modules', `${name}.ko`), content);
  writeFileSync(join(made, 'modules', 'modules.dep'), formatModulesDep(modules));
  writeFileSync(join(made, 'release'), release);
  renameSync(made, folder);
}
