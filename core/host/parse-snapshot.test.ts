import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { checkHost } from '../findings/check-host.ts';
import { knownOr } from './measured.ts';
import { explainParsedSnapshot, parseSnapshot } from './parse-snapshot.ts';
import type { HostSnapshot } from './snapshot.ts';

const VERSION_1 = readFileSync(new URL('../../fixtures/snapshots/version-1.json', import.meta.url), 'utf8');
const NEVER_HELD = { unknown: 'absent', source: 'the snapshot', detail: 'version 1 has no such fact' };

function read(text: string): HostSnapshot {
  const parsed = parseSnapshot(text);
  if (parsed.kind !== 'snapshot') throw new Error(explainParsedSnapshot(parsed, 'the file'));
  return parsed.snapshot;
}

describe('version 1', () => {
  const old = JSON.parse(VERSION_1);

  test('keeps what it holds', () => {
    const host = read(VERSION_1);
    expect({ ...host, version: 1 }).toMatchObject(old);
  });

  test('says of the rest that it could not hold it', () => {
    const host = read(VERSION_1);
    expect(host.kernelLog).toEqual(NEVER_HELD);
    expect(host.storage.mounts).toEqual(NEVER_HELD);
    expect(host.user.launchers).toEqual(NEVER_HELD);
    expect(knownOr(host.functions, []).map(fn => fn.link)).toEqual(old.functions.map(() => NEVER_HELD));
    expect(knownOr(host.iommu.units, []).map(unit => unit.registers)).toEqual(old.iommu.units.map(() => NEVER_HELD));
    expect(host.deviceNodes).toMatchObject(old.deviceNodes.map(() => ({ acl: NEVER_HELD })));
  });

  test('can be checked', () => {
    const codes = checkHost(read(VERSION_1)).map(finding => finding.code);
    expect(codes).toContain('iommu/active');
    expect(codes).toContain('kvm/usable');
  });

  test.each([
    ['functions', (host: Record<string, unknown>) => delete host['functions'], 'functions'],
    ['a field of a function', host => delete (host['functions'] as object[] & [{ bdf?: string }])[0].bdf, 'functions'],
    ['units that are a number', host => Object.assign(host['iommu'] as object, { units: 3 }), 'iommu.units'],
    ['the user', host => delete host['user'], 'user'],
    ['the list of QEMUs', host => delete host['qemu'], 'qemu'],
  ] satisfies [string, (host: Record<string, unknown>) => unknown, string][])(
    'without %s it is damaged, not filled up',
    (_, spoil, path) => {
      const host = structuredClone(old);
      spoil(host);
      const parsed = parseSnapshot(JSON.stringify(host));
      expect(parsed).toMatchObject({ kind: 'damaged' });
      expect(explainParsedSnapshot(parsed as never, 'host.json')).toContain(path);
    },
  );
});

test('a snapshot that was written can be read back', async () => {
  const host = await sampleSnapshot('amd-desktop');
  expect(read(JSON.stringify(host))).toEqual(host);
});

test('newer, older than any, and no snapshots at all', async () => {
  expect(parseSnapshot('{"format":"bindery-host","version":3}')).toEqual({ kind: 'newer', version: 3, known: 2 });
  for (const version of [0, -1, 1.5, '2', null])
    expect(parseSnapshot(JSON.stringify({ format: 'bindery-host', version }))).toMatchObject({
      kind: 'not-a-snapshot',
    });
  for (const text of ['', 'null', '[]', '7', '{"format":"else","version":1}'])
    expect(parseSnapshot(text)).toMatchObject({ kind: 'not-a-snapshot' });
});

test('a text cut anywhere is no snapshot', () => {
  fc.assert(
    fc.property(fc.nat(VERSION_1.length - 3), end => {
      expect(parseSnapshot(VERSION_1.slice(0, end)).kind).toBe('not-a-snapshot');
    }),
    { numRuns: 40 },
  );
});

test('any value in any place of version 1 gets an answer', () => {
  const keys = Object.keys(JSON.parse(VERSION_1));
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
      const text = JSON.stringify({ ...JSON.parse(VERSION_1), [key]: value });
      expect(parseSnapshot(text).kind).toMatch(/^(snapshot|not-a-snapshot|newer|damaged)$/);
    }),
    { numRuns: 200 },
  );
});
