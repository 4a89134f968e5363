import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostSnapshot } from '../../core/host/snapshot.ts';
import { run } from './program.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bindery-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function bindery(...words: string[]) {
  let out = '';
  let err = '';
  const served: object[] = [];
  const output = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await run(words, output, {
    serve: async options => {
      served.push(options);
      return 7;
    },
    openSession: () => {
      throw new Error('No probe may start here.');
    },
  });
  return { code, out, err, served };
}

const CARD = ['-d', '01:00.0', '-d', '01:00.1', '-d', '01:00.2', '-d', '01:00.3'];

describe('transcripts', () => {
  test.each([
    ['scan-intel-desktop', ['scan', '--sample', 'intel-desktop']],
    ['scan-twin-gpu-workstation', ['scan', '--sample', 'twin-gpu-workstation']],
    ['check-host-iommu-off', ['check', '--sample', 'iommu-off']],
    ['check-gpu-alone', ['check', '--sample', 'intel-desktop', '-d', '01:00.0']],
    ['check-whole-card', ['check', '--sample', 'intel-desktop', ...CARD]],
    ['export-refused', ['export', '--sample', 'intel-desktop', '-d', '01:00.0']],
    ['export-forced', ['export', '--sample', 'intel-desktop', '-d', '01:00.0', '--force', '--to', 'qemu']],
    ['help', ['--help']],
    ['help-export', ['export', '--help']],
  ])('%s', async (name, words) => {
    const { code, out, err } = await bindery(...words);
    const transcript = [
      `$ bindery ${words.join(' ')}`,
      out,
      err && `--- standard error\n${err}`,
      `--- exit code ${code}`,
    ]
      .filter(Boolean)
      .join('\n');
    await expect(`${transcript}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});

describe('exit codes', () => {
  test.each([
    [0, ['check', '--sample', 'intel-desktop']],
    [2, ['check', '--sample', 'iommu-off']],
    [2, ['check', '--sample', 'intel-desktop', '-d', '01:00.0']],
    [2, ['export', '--sample', 'intel-desktop', '-d', '01:00.0']],
    [0, ['export', '--sample', 'intel-desktop', '-d', '01:00.0', '--force']],
    [0, ['export', '--sample', 'intel-desktop']],
    [0, ['--version']],
    [64, ['check', '--nonsense']],
    [64, ['nonsense']],
    [7, ['serve']],
  ])('%i for %j', async (code, words) => {
    expect((await bindery(...words)).code).toBe(code);
  });
});

describe('JSON', () => {
  test('scan is a snapshot that can be read back by --host', async () => {
    const file = join(folder, 'host.json');
    writeFileSync(file, (await bindery('scan', '--json', '--sample', 'amd-desktop')).out);
    expect(hostSnapshot.safeParse(JSON.parse(readFileSync(file, 'utf8'))).success).toBe(true);
    const direct = await bindery('check', '--json', '--sample', 'amd-desktop');
    expect(await bindery('check', '--json', '--host', file)).toEqual(direct);
  });

  test('check lists findings with their facts and words', async () => {
    const findings = JSON.parse((await bindery('check', '--json', '--sample', 'intel-desktop', '-d', '01:00.0')).out);
    expect(findings[0]).toMatchObject({
      code: 'iommu/group-shared',
      severity: 'blocker',
      facts: { group: 2 },
      remedies: [{ kind: 'select' }, {}, {}],
    });
  });

  test('export has the argv, or null when refused', async () => {
    const words = ['export', '--json', '--sample', 'intel-desktop', '-d', '01:00.0'];
    const refused = await bindery(...words);
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.out)).toMatchObject({ argv: null, command: null });
    expect(JSON.parse((await bindery(...words, '--force')).out).argv).toContain(
      'vfio-pci,host=0000:01:00.0,id=hostdev0,bus=port1,addr=00.0',
    );
  });
});

describe('files', () => {
  test('a script is saved whole and may be run; an existing one is kept unless asked', async () => {
    const file = join(folder, 'vm.sh');
    const words = ['export', '--sample', 'intel-desktop', '--output', file];
    expect(await bindery(...words)).toMatchObject({ code: 0, out: '', err: '' });
    expect(statSync(file).mode & 0o111).not.toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^#!\/bin\/sh\n[\s\S]*exec .*"\$@"\n$/);
    writeFileSync(file, 'mine');
    expect(await bindery(...words)).toMatchObject({
      code: 64,
      err: `bindery: ${file} exists already. Choose another name, or add --overwrite.\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await bindery(...words, '--overwrite')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^#!/);
    expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([]);
  });

  test('a refused export leaves no file', async () => {
    const file = join(folder, 'refused.sh');
    expect((await bindery('export', '--sample', 'intel-desktop', '-d', '01:00.0', '--output', file)).code).toBe(2);
    expect(existsSync(file)).toBe(false);
  });

  test('a folder that is not there', async () => {
    const { code, err } = await bindery('export', '--sample', 'intel-desktop', '--output', join(folder, 'no/vm.sh'));
    expect(code).toBe(64);
    expect(err).toMatch(/no\/vm\.sh cannot be written: ENOENT/);
  });
});

describe('what cannot be used is named', () => {
  const host = (text: string) => {
    const file = join(folder, 'bad-host.json');
    writeFileSync(file, text);
    return ['check', '--host', file];
  };

  test.each<[string, () => string[], RegExp]>([
    [
      'a sample that is not there',
      () => ['scan', '--sample', 'mars'],
      /no sample host "mars"\. There are: intel-desktop,/,
    ],
    ['the live host by the name of a sample', () => ['scan', '--sample', 'live'], /no sample host "live"/],
    ['two hosts', () => ['scan', '--sample', 'iommu-off', '--root', '/'], /--root and --sample|--sample and --root/],
    ['a root that is no folder', () => ['scan', '--root', '/etc/hostname'], /--root \/etc\/hostname is not a folder/],
    [
      'a snapshot that is not there',
      () => ['check', '--host', '/no/host.json'],
      /The host snapshot \/no\/host\.json cannot be read/,
    ],
    ['no JSON', () => host('hello'), /is not a host snapshot: it is not JSON/],
    ['other JSON', () => host('{"format":"else"}'), /is not a host snapshot: it has no format/],
    [
      'a newer snapshot',
      () => host('{"format":"bindery-host","version":2}'),
      /newer Bindery \(schema 2; this one knows up to 1\)/,
    ],
    ['a damaged snapshot', () => host('{"format":"bindery-host","version":1}'), /damaged host snapshot: origin:/],
    ['a bad address', () => ['check', '-d', 'gpu', '--sample', 'iommu-off'], /--device gpu is no PCI address/],
    ['a port', () => ['serve', '--port', '70000'], /--port 70000 is no port number/],
    ['standard input twice', () => ['check', '--spec', '-', '--host', '-'], /cannot both read standard input/],
  ])('%s', async (_, words, message) => {
    const { code, out, err } = await bindery(...words());
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).toMatch(message);
  });

  test('a function that is not on the host is a finding', async () => {
    const { code, out } = await bindery('check', '--sample', 'intel-desktop', '-d', '7f:00.0');
    expect(code).toBe(2);
    expect(out).toMatch(/There is no PCI function 0000:7f:00\.0 on this host/);
  });

  test('a machine with memory of 0 and a bad name', async () => {
    const { code, err } = await bindery('check', '--sample', 'intel-desktop', '--memory', '0', '--name', ' ');
    expect(code).toBe(64);
    expect(err).toMatch(/memoryBytes[\s\S]*at least 16 MiB|name[\s\S]*must not be empty/);
  });
});

test('serve passes its flags on', async () => {
  expect((await bindery('serve', '--port', '8080', '--root', '/somewhere', '--open')).served).toEqual([
    { port: 8080, root: '/somewhere', open: true },
  ]);
});
