/** A package's files in a folder that is gone when the work is done: extracted, not installed; no script of it runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { runProgram } from './program.ts';

export async function withUnpacked<Result>(
  debs: readonly string[],
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(cacheFolder('packages'), 'unpacked-'));
  try {
    for (const deb of debs) await runProgram('dpkg-deb', ['-x', deb, folder], { timeoutMs: 300_000 });
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
