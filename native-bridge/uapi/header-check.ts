/** Asks a C compiler for what our tables say: a small program per header, made here, compiled and run in the tests. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as iommufdConstants from './iommufd-constants.ts';
import * as iommufdStructs from './iommufd-structs.ts';
import { ioctls } from './requests.ts';
import type { Layout } from './struct.ts';
import * as vfioConstants from './vfio-constants.ts';
import * as vfioStructs from './vfio-structs.ts';

const run = promisify(execFile);

export type Header = 'linux/vfio.h' | 'linux/iommufd.h';

/** `of`: the struct, for sizes and offsets. `c`: the expression whose value must be `ours`. */
export type Check = { kind: 'number' | 'size' | 'offset'; name: string; of: string; c: string; ours: number };

export function uapiChecks(header: Header): Check[] {
  const isVfio = header === 'linux/vfio.h';
  const requests = Object.values(ioctls).filter(({ name }) => name.startsWith(isVfio ? 'VFIO_' : 'IOMMU_'));
  const constants = Object.entries<number | bigint>(isVfio ? vfioConstants : iommufdConstants);
  const layouts = Object.values<Layout>(isVfio ? vfioStructs : iommufdStructs);
  return [
    ...requests.map(({ name, number }) => check('number', name, '', name, number)),
    ...constants.map(([name, value]) => check('number', name, '', `(unsigned int)(${name})`, Number(value))),
    ...layouts.flatMap(({ name, size, fields }) => [
      check('size', `sizeof ${name}`, name, `sizeof(struct ${name})`, size),
      ...Object.entries(fields).flatMap(([field, { at, size: fieldSize }]) => [
        check('offset', `${name}.${field}`, name, `offsetof(struct ${name}, ${field})`, at),
        ...(fieldSize === 0
          ? []
          : [check('offset', `${name}.${field} size`, name, `sizeof(((struct ${name} *)0)->${field})`, fieldSize)]),
      ]),
    ]),
  ];
}

const check = (kind: Check['kind'], name: string, of: string, c: string, ours: number): Check => ({
  kind,
  name,
  of,
  c,
  ours,
});

/** One line a fact, for the golden file. */
export function describeUapi(): string {
  const facts = [...uapiChecks('linux/vfio.h'), ...uapiChecks('linux/iommufd.h')];
  return `${facts.map(({ kind, name, ours }) => `${name} ${kind === 'number' ? `0x${ours.toString(16)}` : ours}`).join('\n')}\n`;
}

/** null: a compiler is here and finds the header. Else why not. */
export async function hasHeader(folder: string, header: Header): Promise<string | null> {
  const source = join(folder, 'has-header.c');
  writeFileSync(source, `#include <${header}>\nint main(void) { return 0; }\n`);
  try {
    await run('cc', ['-fsyntax-only', source]);
    return null;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isMissing ? 'there is no C compiler (cc)' : `cc does not find <${header}>`;
  }
}

/**
 * The values that the header gives. An expression that it does not know is left out and named in `unknown`: the
 * compiler says in which lines they stand, and each check is a line.
 * @throws Error when it does not compile without them either.
 */
export async function compileChecks(folder: string, header: Header, checks: Check[]) {
  const known = await tryCompile(folder, header, checks, new Set());
  const unknown = known === 'compiled' ? new Set<number>() : known;
  const again = await tryCompile(folder, header, checks, unknown);
  if (again !== 'compiled')
    throw new Error(`${header}: cc refuses ${[...again].map(index => checks[index]?.name).join(', ')}`);
  const { stdout } = await run(join(folder, 'check'));
  const values = new Map(
    stdout
      .trim()
      .split('\n')
      .map(line => {
        const [index, value] = line.split(' ').map(Number);
        return [checks[index ?? -1]?.name ?? '', value ?? -1] as const;
      }),
  );
  return { values, unknown: checks.filter((_, index) => unknown.has(index)) };
}

async function tryCompile(folder: string, header: Header, checks: Check[], without: Set<number>) {
  const head = ['#include <stddef.h>', '#include <stdio.h>', `#include <${header}>`, 'int main(void) {'];
  const lines = checks.map(({ c }, index) =>
    without.has(index) ? '' : `printf("${index} %llu\\n", (unsigned long long)(${c}));`,
  );
  const source = join(folder, 'check.c');
  writeFileSync(source, [...head, ...lines, 'return 0; }', ''].join('\n'));
  try {
    await run('cc', ['-fmax-errors=0', '-o', join(folder, 'check'), source]);
    return 'compiled' as const;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    const bad = [...stderr.matchAll(/check\.c:(\d+):\d+: error/g)].map(match => Number(match[1]) - head.length - 1);
    return new Set([...without, ...bad]);
  }
}
