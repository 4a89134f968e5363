#!/usr/bin/env node
/**
 * `npm test`: everything, from nothing. Installs what is missing, runs the unit tests, builds, runs the specs in a
 * browser and in the window, and the hardware lab. Its last line is `N passed, N failed[, N skipped]`, over all of them.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, runtime } from './install.mjs';
import { exitCode, project, run, runMain } from './run.mjs';
import { add, formatTally, tallyLab, tallyPlaywright, tallyVitest } from './tally.mjs';

const reports = join(project, '.cache', 'test-reports');
const unitReport = join(reports, 'vitest.json');
const specReport = join(reports, 'playwright.json');
const labReport = join(project, 'test-results', 'lab.json');
const playwright = 'node_modules/@playwright/test/cli.js';

await runMain(async () => {
  await ensureInstalled();
  if (realpathSync(process.execPath) !== runtime())
    return exitCode(await run(runtime(), [fileURLToPath(import.meta.url)]));
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  const { ensureBrowser, ensureQemu } = await import('./tools.mjs');
  const hasBrowser = await ensureBrowser();
  await ensureQemu();

  const sum = add([await runUnits(), hasBrowser ? await runSpecs() : await skipSpecs(), await runLab()]);
  console.log(`\n${formatTally(sum)}`);
  return sum.failed > 0 ? 1 : 0;
});

async function runUnits() {
  const flags = ['--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`];
  const end = await run(runtime(), ['node_modules/vitest/vitest.mjs', 'run', ...flags]);
  return tallyVitest(readReport(unitReport), end.code === 0);
}

async function runSpecs() {
  const { ensureBuilt } = await import('./build.mjs');
  try {
    await ensureBuilt();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: specReport };
  const end = await run(runtime(), [playwright, 'test', '--reporter=list,json'], { env });
  return tallyPlaywright(readReport(specReport), end.code === 0);
}

/** Counts what would have run: a spec that nobody saw is a skipped one. */
async function skipSpecs() {
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: specReport };
  const end = await run(runtime(), [playwright, 'test', '--list', '--reporter=json'], { env });
  const { passed, failed, skipped } = tallyPlaywright(readReport(specReport), end.code === 0);
  return { passed: 0, failed, skipped: skipped + passed };
}

/** Where it cannot run it says so, loudly, and counts as one skipped. */
async function runLab() {
  rmSync(labReport, { force: true });
  const end = await run(runtime(), ['e2e/lab/run.ts']);
  return tallyLab(readReport(labReport), end.code === 0);
}

/** @param {string} file @returns {unknown} */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
