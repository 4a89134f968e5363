import type { Malformed } from '../../core/host/malformed.ts';
import type { Measured } from '../../core/host/measured.ts';
import { errnoCode } from './errno.ts';
import type { AnswerLimits, HostFiles } from './host-files.ts';
import { derive, measure } from './measure.ts';

/** Like measure(), for what a program says. Its source is the command line. */
export async function measureAnswer<T>(
  files: HostFiles,
  program: string,
  args: readonly string[],
  parse: (output: string) => T | Malformed,
  limits?: AnswerLimits,
): Promise<Measured<T>> {
  const source = [program, ...args].join(' ');
  return derive(source, await ask(files, source, program, args, limits), parse);
}

async function ask(
  files: HostFiles,
  source: string,
  program: string,
  args: readonly string[],
  limits: AnswerLimits | undefined,
): Promise<Measured<string>> {
  try {
    return await files.answer(program, args, limits);
  } catch (error) {
    // An error without a code is the program's own failure, in words: it ended badly, or not at all.
    if (error instanceof Error && errnoCode(error) === undefined) {
      return { unknown: 'failed', source, detail: error.message };
    }
    return measure(source, () => {
      throw error;
    });
  }
}
