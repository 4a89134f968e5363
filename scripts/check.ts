/**
 * `npm run check`: the one gate before a commit. One line per step; the output of a step is shown where it fails.
 */
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkImports } from './import-rules.ts';
import { project } from './run.mjs';

type Outcome = { isGood: boolean; output: string };
type Step = { name: string; run: () => Outcome | Promise<Outcome> };

const steps: Step[] = [
  { name: 'format', run: () => tool('@biomejs/biome/bin/biome', 'check', '.') },
  { name: 'lint', run: () => tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings') },
  { name: 'types', run: () => tool('typescript/bin/tsc', '--build') },
  { name: 'import rules', run: checkAllImports },
  { name: 'unused code', run: () => tool('knip/bin/knip.js', '--no-progress') },
  { name: 'unit tests', run: () => tool('vitest/vitest.mjs', 'run', '--reporter=dot') },
];

/** A program of a package, by its file, on the Node that runs this. */
function tool(file: string, ...args: readonly string[]): Promise<Outcome> {
  return command(process.execPath, [join(project, 'node_modules', file), ...args]);
}

function command(program: string, args: readonly string[]): Promise<Outcome> {
  return new Promise(resolve => {
    const child = spawn(program, args, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (output += String(data)));
    child.once('error', error => resolve({ isGood: false, output: error.message }));
    child.once('close', code => resolve({ isGood: code === 0, output }));
  });
}

async function checkAllImports(): Promise<Outcome> {
  const listed = await command('git', [
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '-z',
    '*.ts',
    '*.tsx',
  ]);
  if (!listed.isGood) return listed;
  const files = new Set(listed.output.split('\0').filter(file => file !== ''));
  // A check that sees nothing finds nothing: what lies on the disk must all be in the list.
  const exclude = ['**/node_modules/**', 'dist/**', '.cache/**'];
  const onDisk = globSync('**/*.{ts,tsx}', { cwd: project, exclude });
  const unseen = onDisk
    .filter(file => !files.has(file))
    .map(file => `${file}: git does not list it, so it was not checked`);
  const violations = onDisk
    .flatMap(file => checkImports(file, readFileSync(join(project, file), 'utf8')))
    .map(({ file, line, specifier, reason }) => `${file}:${line} ${specifier}: ${reason}`);
  const isGood = onDisk.length > 0 && unseen.length === 0 && violations.length === 0;
  return { isGood, output: [...unseen, ...violations, `${onDisk.length} files seen`].join('\n') };
}

const failed: string[] = [];
for (const { name, run } of steps) {
  const startedAt = performance.now();
  const { isGood, output } = await run();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${isGood ? 'ok    ' : 'FAILED'} ${name.padEnd(14)} ${seconds.padStart(6)} s`);
  if (isGood) continue;
  failed.push(name);
  console.log(output.trim().replaceAll(/^/gm, '       '));
}
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
