/** Saves an exported script whole or not at all: written beside its place, then renamed. */
import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** @throws UsageError when the file exists and `overwrite` is false, or when the folder does not take it. */
export function writeExport(
  path: string,
  text: string,
  { overwrite, executable }: { overwrite: boolean; executable: boolean },
): void {
  if (!overwrite && existsSync(path))
    throw new UsageError(`${path} exists already. Choose another name, or add --overwrite.`);
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    writeFileSync(temporary, text, { mode: executable ? 0o755 : 0o644, flag: 'wx', flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UsageError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
