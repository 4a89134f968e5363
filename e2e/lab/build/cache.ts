/**
 * Where packages, kernels and initramfs images are kept between runs: outside the checkout, so that a fresh clone
 * does not download them again. Everything in it is named by its content or can be made again.
 */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const root =
  process.env['BINDERY_LAB_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'bindery-lab');

/** A folder of the cache, made if it was missing. */
export function cacheFolder(...names: string[]): string {
  const folder = join(root, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}
