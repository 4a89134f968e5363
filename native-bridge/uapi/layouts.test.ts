import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Check, compileChecks, describeUapi, hasHeader, uapiChecks } from './header-check.ts';

test('numbers and layouts are those of the golden file', async () => {
  await expect(describeUapi()).toMatchFileSnapshot('golden/uapi.txt');
});

describe.each(['linux/vfio.h', 'linux/iommufd.h'] as const)('%s of this machine', header => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bindery-uapi-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('gives the same numbers', async ctx => {
    const why = await hasHeader(folder, header);
    if (why !== null) {
      console.log(`skipped: ${header}: ${why}`);
      ctx.skip(why);
      return;
    }
    const checks = uapiChecks(header);
    const { values, unknown } = await compileChecks(folder, header, checks);
    if (unknown.length > 0) {
      const names = new Set(unknown.map(({ of, name }) => (values.has(`sizeof ${of}`) ? name : of || name)));
      console.log(`${header} is older than our tables; not compared: ${[...names].join(', ')}`);
    }
    expect(differences(checks, values)).toEqual([]);
    expect(values.size).toBeGreaterThan(checks.length / 3);
    // The comparison sees a number that is off by one.
    const spoiled = checks.map((check, index) => (index === 0 ? { ...check, ours: check.ours + 1 } : check));
    expect(differences(spoiled, values)).toHaveLength(1);
  });
});

// vfio_device_info ended behind cap_offset until its padding was made visible.
const OLDER_SIZES: Record<string, number> = { 'sizeof vfio_device_info': 20 };

function differences(checks: Check[], values: Map<string, number>): string[] {
  return checks.flatMap(({ name, ours }) => {
    const header = values.get(name);
    const isSame = header === undefined || header === ours || header === OLDER_SIZES[name];
    return isSame ? [] : [`${name}: header ${header}, ours ${ours}`];
  });
}
