/** Boots each selected machine once, one at a time, and runs the specs that want it. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { boot } from './boot.ts';
import { Unavailable } from './build/unavailable.ts';
import type { Lab } from './lab.ts';
import type { CatalogueEntry } from './machines.ts';
import { note } from './notes.ts';
import { readSelection, select } from './selection.ts';
import { type Spec, specs } from './spec.ts';

/** A first boot may have to download a kernel; what it does has limits of its own. */
const BOOT_MS = 15 * 60_000;

for (const file of globSync('specs/*.lab.ts', { cwd: import.meta.dirname }).sort())
  await import(join(import.meta.dirname, file));

for (const [title, machine, here] of select(readSelection(), specs)) {
  if (machine.knownFailure === undefined) describe(title, () => runSpecs(title, machine, here));
  else
    test(`${title}: ${machine.knownFailure}`, { timeout: BOOT_MS }, context => observe(title, machine, context.skip));
}

function runSpecs(title: string, machine: CatalogueEntry, here: readonly Spec[]): void {
  let lab: Lab | undefined;
  let unavailable: Unavailable | undefined;
  let bootMs = 0;
  let startedAt = 0;

  beforeAll(async () => {
    startedAt = performance.now();
    try {
      lab = await boot(machine);
      bootMs = performance.now() - startedAt;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      unavailable = error;
    }
  }, BOOT_MS);

  beforeEach(context => {
    if (unavailable) context.skip(unavailable.message);
  });

  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    if (unavailable) return note(`${title}: skipped, ${unavailable.message}`);
    note(
      `${title}: kernel ${lab?.about.release}, booted in ${seconds(bootMs)}, all ${seconds(performance.now() - startedAt)}`,
    );
  });

  const booted = () => {
    if (!lab) throw new Error(`${title} is not booted`);
    return lab;
  };
  for (const { name, tests } of here) {
    describe(name, () => {
      // A spec that brought QEMU down has failed; the next ones get a machine of their own.
      beforeAll(async () => {
        if (!lab?.isGone) return;
        await lab[Symbol.asyncDispose]();
        lab = await boot(machine);
      }, BOOT_MS);
      tests(booted);
    });
  }
}

/** Neither passes nor fails: what there is to see is said, so that a change is noticed. */
async function observe(title: string, machine: CatalogueEntry, skip: (why: string) => never): Promise<void> {
  const seen = await look(machine);
  note(`${title}: known failure (${machine.knownFailure}). Now: ${seen}`);
  skip(seen);
}

async function look(machine: CatalogueEntry): Promise<string> {
  try {
    await using lab = await boot(machine);
    const groups = (await lab.shell('ls /sys/kernel/iommu_groups')).split('\n').filter(Boolean).length;
    return `kernel ${lab.about.release} boots and has ${groups} IOMMU groups${groups > 0 ? ', so it may work by now' : ''}`;
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error
      ? `${error.message} (${error.cause.message})`
      : String(error);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
