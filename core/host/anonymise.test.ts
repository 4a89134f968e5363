import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sampleHosts } from '../../fixtures/hosts/index.ts';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { checkHost } from '../findings/check-host.ts';
import { checkSelection } from '../findings/check-selection.ts';
import { describeFinding } from '../findings/describe.ts';
import type { Finding } from '../findings/finding.ts';
import { PRIVATE_NAMES, type PrivateNames, privateHost } from '../testing/private-host.ts';
import { anonymise, MACHINE_WORDS } from './anonymise.ts';
import { knownOr } from './measured.ts';
import { type HostSnapshot, hostSnapshot } from './snapshot.ts';

const clean = (host: HostSnapshot) => anonymise(host).snapshot;

/** What the private host holds besides, each in a place of its own. */
const OTHERS = (
  'betelgeuse Trillian 4C530001234567 12-ab-9e 55667788 vogsphere wowbagger dm9nc3BoZXJl krikkit 789a VOGONPOETRY ' +
  'squornshellous slartibartfast 113.77 0.0.9 575834314138 Fenchurch agrajag hotblack disaster hooloovoo 0badcafe ' +
  'Lunkwill fook deep-thought'
).split(' ');

describe('a host full of names', () => {
  const { snapshot, removed } = anonymise(privateHost());
  const text = JSON.stringify(snapshot);

  test.each([...Object.entries(PRIVATE_NAMES), ...OTHERS.map(name => [name, name] as const)])(
    'the %s is gone',
    (_, name) => {
      expect(text.toLowerCase()).not.toContain(name.toLowerCase());
      expect(text.toLowerCase()).not.toContain(name.toLowerCase().replaceAll(':', ''));
    },
  );

  test('a password is not shown in the list of what leaves', () => {
    expect(removed.find(({ kind }) => kind === 'secret')).toMatchObject({ example: { before: '(not shown)' } });
    expect(JSON.stringify(removed)).not.toMatch(/vogsphere|dm9nc/);
  });

  test('it is still a snapshot', () => {
    expect(hostSnapshot.safeParse(snapshot).error).toBeUndefined();
  });

  test('it reads as before, with stand-ins', async () => {
    await expect(`${JSON.stringify(snapshot, null, 1)}\n`).toMatchFileSnapshot('golden/anonymised.json');
  });

  test('what leaves is listed with an example and its places', async () => {
    const lines = removed.map(
      ({ kind, count, example, where }) =>
        `${count} ${kind}: ${example.before} -> ${example.after}  ${where.join(' ')}`,
    );
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/removed.txt');
  });

  test('a second time changes nothing', () => {
    expect(anonymise(snapshot)).toMatchObject({ snapshot, removed: [] });
  });

  test('chains hold', () => {
    const devices = knownOr(snapshot.storage.blockDevices, []);
    const root = knownOr(snapshot.storage.mounts, [])[0];
    const mapped = knownOr(devices[3]!.mapper, null);
    expect(root?.source).toBe(`/dev/mapper/${mapped?.name}`);
    const [group, volume] = mapped!.name.split('-');
    expect(snapshot.kernel.commandLine).toContain(`rd.lvm.lv=${group}/${volume}`);
    const luks = knownOr(devices[1]!.signature, null)?.uuid;
    expect(knownOr(devices[2]!.mapper, null)).toEqual({
      name: `luks-${luks}`,
      uuid: `CRYPT-LUKS2-${luks}-luks-${luks}`,
    });
    expect(snapshot.kernel.commandLine).toContain(`rd.luks.uuid=luks-${luks}`);
    expect(knownOr(snapshot.network.interfaces, [])[1]?.lowers).toEqual([
      knownOr(snapshot.network.defaultRoutes, [])[0]?.interface,
    ]);
  });

  test('what names nobody stays', () => {
    expect(snapshot.kernel.release).toBe('6.6.87.2-custom');
    expect(snapshot.kernel.commandLine).toEqual(
      expect.arrayContaining(['intel_iommu=on', 'vfio-pci.ids=10de:2484,10de:228b']),
    );
    expect(snapshot.user.groups).toContainEqual({ gid: 104, name: 'kvm' });
    expect(knownOr(snapshot.kernelLog, null)?.lines.at(-1)).toEqual(
      knownOr(privateHost().kernelLog, null)?.lines.at(-1),
    );
    expect(knownOr(snapshot.memory.cgroupLimits, [])[1]?.path).toBe('/user.slice/user-1000.slice/user@1000.service');
    expect(knownOr(snapshot.network.interfaces, [])[2]?.name).toBe('enp5s0f1np1');
  });
});

test('canaries in every text that is not the machine’s own words', () => {
  // Whatever field it stands in, and however it is written.
  const canaries = (names: PrivateNames) => [
    names.user,
    `${names.user}@${names.host}`,
    `in /home/${names.user}/x`,
    names.host,
    `${names.host.split('.')[0]}_vg`,
    `by ${names.hardware}`,
    `UUID=${names.uuid}`,
    `serial: ZX9000CANARY`,
    `/dev/disk/by-id/nvme-ZX9000CANARY-part1`,
    `lan0:${names.hardware}`,
    'rd.x.password=ZX9000CANARY',
    'token="ZX9000CANARY"',
    'https://ZX9000CANARY:x@ZX9000CANARY.example/x',
    'zx9000canary@mail.example',
    '::ffff:198.51.100.77',
  ];
  // What stands in for the host's own name is the host's name.
  const leaves = textPlaces(privateHost()).filter(place => place[0] !== 'hostName');
  expect(leaves.length).toBeGreaterThan(60);
  for (const canary of canaries(PRIVATE_NAMES)) {
    for (const place of leaves) {
      const host = privateHost();
      put(host, place, canary);
      const parsed = hostSnapshot.safeParse(host);
      if (!parsed.success) continue;
      const text = JSON.stringify(clean(parsed.data)).toLowerCase();
      for (const secret of [
        'zaphod',
        'magrathea',
        'betelgeuse',
        PRIVATE_NAMES.hardware,
        PRIVATE_NAMES.uuid,
        'zx9000canary',
        '100.77',
      ])
        expect(text, `${canary} in ${place.join('.')}`).not.toContain(secret);
    }
  }
});

test('a long name is found inside a word, a short or common one is not', () => {
  const said = (user: string, detail: string) => {
    const host = { ...privateHost({ ...PRIVATE_NAMES, user }), unreadable: [{ source: '', detail }] };
    return clean(host).unreadable[0]?.detail;
  };
  expect(said('zaphod', 'backup_of_zaphods_disk, xZAPHODx')).toBe('backup_of_user-1s_disk, xuser-1x');
  expect(said('ada', 'Canada, ada, Ada')).toBe('Canada, user-1, user-1');
  expect(said('module', 'a module of user=module at /home/module/x.ko')).toBe(
    'a module of user=user-1 at /home/user-1/file-1.ko',
  );
});

test('a host that an argument names is no word of the kernel', () => {
  const host = privateHost();
  const commandLine = ['ip=dhcp', 'ip=10.0.0.7::10.0.0.1:255.255.255.0:vault:eth0:none'];
  expect(clean({ ...host, kernel: { ...host.kernel, commandLine } }).kernel.commandLine).toEqual([
    'ip=dhcp',
    expect.stringMatching(/^ip=192\.0\.2\.\d::192\.0\.2\.\d:255\.255\.255\.0:host-\d:eth0:none$/),
  ]);
});

test.each([
  '1',
  'A',
  'A1',
  'a/',
  'serial',
  'serial: ',
  '/home/',
  'ab:',
  '1.',
  '-',
  'LABEL=',
  '\\x2d',
  '://',
  'a://b@',
  'a@',
  'a@b.',
  'key=',
  'ip=[:',
  'x:',
  "a's ",
  '@',
])('long runs of %j take no time', piece => {
  const text = piece.repeat(100_000);
  const host = privateHost();
  const seat = { ...host.seat, soundCards: [{ name: `${text}é`, function: null }] };
  const startedAt = performance.now();
  anonymise({ ...host, seat, unreadable: [{ source: text, detail: `${text}!` }] });
  expect(performance.now() - startedAt).toBeLessThan(8000);
});

describe('a name of one or two letters', () => {
  const short = () => {
    const host = privateHost({ ...PRIVATE_NAMES, user: 'jo' });
    const udevRules = [{ file: '/etc/udev/rules.d/99-jo.rules', line: 1, text: 'RUN+="/usr/local/bin/jo-hook"' }];
    return anonymise({
      ...host,
      security: { ...host.security, udevRules },
      kernel: { ...host.kernel, commandLine: ['rd.luks.key=/keys/jo.key'] },
      unreadable: [{ source: '', detail: 'jo: not found' }],
    });
  };

  test('is replaced where a person names things', () => {
    const { snapshot } = short();
    expect(knownOr(snapshot.security.udevRules, [])[0]).toEqual({
      file: '/etc/udev/rules.d/99-user-1.rules',
      line: 1,
      text: 'RUN+="/usr/local/bin/user-1-hook"',
    });
    expect(snapshot.kernel.commandLine).toEqual(['rd.luks.key=/keys/user-1.key']);
    expect(knownOr(snapshot.seat.usbDevices, [])[0]?.product).toMatch(/^user-1's Stick/);
    expect(knownOr(snapshot.holders.processes, [])[0]?.name).toBe('user-1-bkp');
  });

  test('is said to remain elsewhere', () => {
    const { snapshot, shortNames } = short();
    expect(snapshot.unreadable[0]?.detail).toBe('jo: not found');
    expect(shortNames).toEqual(['jo']);
    expect(anonymise(privateHost()).shortNames).toEqual([]);
  });

  test('no ending of a file is taken for it', () => {
    const host = privateHost({ ...PRIVATE_NAMES, user: 'so' });
    const said = clean({ ...host, unreadable: [{ source: '/usr/lib/so/x.so', detail: '' }] });
    expect(said.unreadable[0]?.source).toBe('/usr/lib/user-1/x.so');
  });
});

test('where a posted text lies is not in it, and a sample keeps its title', () => {
  const host = privateHost();
  const title = (origin: HostSnapshot['origin']) => clean({ ...host, origin }).origin;
  expect(title({ kind: 'posted', title: '/home/zaphod/x/post.txt' })).toEqual({ kind: 'posted', title: 'file-1.txt' });
  expect(title({ kind: 'posted', title: 'Standard input' })).toEqual({ kind: 'posted', title: 'Standard input' });
  const sample = { kind: 'sample', id: 'amd-desktop', title: 'Zaphod, of no file.txt' } as const;
  expect(title(sample)).toEqual(sample);
});

test('somebody who is really called like a stand-in is not mixed up with one', () => {
  const host = privateHost();
  const processes = [{ pid: 2, name: 'bash', uid: 1001, user: 'user-1', paths: [] }];
  const snapshot = clean({ ...host, holders: { ...host.holders, processes } });
  expect(snapshot.user.name).toBe('user-2');
  expect(knownOr(snapshot.holders.processes, [])[0]?.user).toBe('user-1');
});

describe('the same findings', () => {
  const ids = sampleHosts.map(sample => sample.id);

  test.each(ids)('on %s', async id => {
    const host = await sampleSnapshot(id);
    expectSameFindings(host, clean(host));
  });

  test.each(ids)('a second time changes nothing on %s', async id => {
    const snapshot = clean(await sampleSnapshot(id));
    expect(anonymise(snapshot)).toMatchObject({ snapshot, removed: [] });
  });

  test.each(ids)('on %s, whatever its names are', async id => {
    const host = await sampleSnapshot(id);
    fc.assert(
      fc.property(hostileName, hostileName, (user, name) => {
        const renamed = withNames(host, user, name);
        expectSameFindings(renamed, clean(renamed));
      }),
      { numRuns: 25 },
    );
  });
});

describe('names that are words of the schema', () => {
  const words = [
    ...new Set(
      [...JSON.stringify(z.toJSONSchema(hostSnapshot)).matchAll(/"(?:enum|const)":(\[[^\]]*\]|"[^"]*")/g)].flatMap(
        match => JSON.parse(match[1] ?? '[]') as string | string[],
      ),
    ),
  ].filter(word => typeof word === 'string' && word.length > 2);

  test('are found', () => {
    expect(words).toEqual(expect.arrayContaining(['bindery-host', 'absent', 'vhost-net', 'this-process', 'wireless']));
  });

  test('leave the snapshot as it must be, and what is said of it', async () => {
    const host = await sampleSnapshot('intel-desktop');
    for (const word of words) {
      const renamed = withNames(host, word, `${word}-host`);
      const snapshot = clean(renamed);
      expect(hostSnapshot.safeParse(snapshot).error, word).toBeUndefined();
      expectSameFindings(renamed, snapshot);
    }
  });
});

test('any names: it never throws, fits the schema, and a second time changes nothing', () => {
  const name = fc.oneof(hostileName, fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }));
  fc.assert(
    fc.property(fc.record(Object.fromEntries(Object.keys(PRIVATE_NAMES).map(key => [key, name]))), names => {
      const snapshot = clean(privateHost({ ...PRIVATE_NAMES, ...names }));
      expect(hostSnapshot.safeParse(snapshot).error).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});

/** Words that checks and paths are made of, numbers, signs of regular expressions, and parts of our own stand-ins. */
const hostileName = fc.constantFrom(
  ...`pci root 0 1000 vfio kvm dev iommu a user user-1 host-1 uuid home sys nvidia memlock hard .* $& ( x|y \u{f0000} ürsula J
    unlimited DMAR group null`.split(/\s+/),
);

function withNames(host: HostSnapshot, user: string, name: string): HostSnapshot {
  const before = knownOr(host.user.name, null);
  return {
    ...host,
    hostName: name,
    user: {
      ...host.user,
      name: user,
      home: `/home/${user}`,
      groups: knownOr(host.user.groups, []).map(group => (group.name === before ? { ...group, name: user } : group)),
    },
  };
}

function findingsOf(host: HostSnapshot): Finding[] {
  const functions = knownOr(host.functions, []).map(fn => fn.bdf);
  return [
    ...checkHost(host),
    ...functions.flatMap(bdf => checkSelection(host, [bdf])),
    ...checkSelection(host, functions),
  ];
}

const STAND_IN =
  /(?:user|host|group|folder|file|uuid|label|volume|interface|serial|disk|person|machine)-\d|vg\d|lv\d|02:00:00|020000|192\.0\.2\.|2001:db8|00-00-00-00-00/;

/** Same codes and severities in the same order, same facts: a text may differ only where a stand-in has come in. */
function expectSameFindings(before: HostSnapshot, after: HostSnapshot): void {
  const expected = findingsOf(before);
  const actual = findingsOf(after);
  const outline = (findings: Finding[]) => findings.map(finding => [finding.code, describeFinding(finding).severity]);
  expect(outline(actual)).toEqual(outline(expected));
  expect(actual.length).toBeGreaterThan(5);
  expectSame(expected, actual);
}

function expectSame(before: unknown, after: unknown): void {
  if (typeof after === 'string' && STAND_IN.test(after)) return;
  if (typeof after !== 'object' || after === null) return expect(after).toEqual(before);
  expect(Object.keys(after)).toEqual(Object.keys(before as object));
  for (const key of Object.keys(after)) expectSame((before as never)[key], (after as never)[key]);
}

/** Every place in a value that holds a text which may be anybody's. */
function textPlaces(value: unknown, place: (string | number)[] = []): (string | number)[][] {
  if (typeof value === 'string') return isMachineWord(place) ? [] : [place];
  if (typeof value !== 'object' || value === null) return [];
  if ('unknown' in value)
    return [
      [...place, 'source'],
      [...place, 'detail'],
    ];
  return Object.entries(value).flatMap(([key, item]) =>
    textPlaces(item, [...place, Array.isArray(value) ? Number(key) : key]),
  );
}

function isMachineWord(place: readonly (string | number)[]): boolean {
  const name = place
    .map(step => (typeof step === 'number' ? '[]' : `.${step}`))
    .join('')
    .slice(1);
  return MACHINE_WORDS.some(kept => name === kept || name.startsWith(`${kept}.`) || name.startsWith(`${kept}[`));
}

function put(value: unknown, place: readonly (string | number)[], text: string): void {
  const [first, ...rest] = place;
  if (rest.length === 0) (value as never as Record<string | number, unknown>)[first!] = text;
  else put((value as never)[first!], rest, text);
}
