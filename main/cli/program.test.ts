import { spawnSync } from 'node:child_process';
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
    bindery: 'npm run -s bindery --',
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
    ['check-posted', ['check', '--host', 'fixtures/posted/intel-desktop-nnk.txt', '-d', '01:00.0']],
    ['scan-posted', ['scan', '--host', 'fixtures/posted/group-loops.txt']],
    ['check-lost-card', ['check', '--host', 'fixtures/posted/lost-card.txt', '-d', '01:00.0', '-d', '01:00.1']],
    ['report', ['check', '--format', 'markdown', '--sample', 'twin-gpu-workstation', '-d', '3b:00.0']],
    ['snapshot-preview', ['snapshot', '--preview', '--sample', 'twin-gpu-workstation']],
    ['explain', ['explain', 'fixtures/posted/messages.txt']],
    ['help', ['--help']],
    ['help-check', ['check', '--help']],
    ['help-export', ['export', '--help']],
    ['help-snapshot', ['snapshot', '--help']],
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
    const timeless = transcript.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'SOME TIME');
    await expect(`${timeless}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});

describe('exit codes', () => {
  test.each([
    [0, ['check', '--sample', 'amd-desktop']],
    [0, ['check', '--sample', 'intel-desktop']],
    [1, ['check', '--sample', 'twin-gpu-workstation', '-d', '3b:00.0', '-d', '3b:00.1']],
    [2, ['check', '--sample', 'iommu-off']],
    [2, ['check', '--sample', 'intel-desktop', '-d', '01:00.0']],
    [2, ['export', '--sample', 'intel-desktop', '-d', '01:00.0']],
    [0, ['export', '--sample', 'intel-desktop', '-d', '01:00.0', '--force']],
    [0, ['export', '--sample', 'intel-desktop']],
    [1, ['check', '--host', 'fixtures/posted/both-gpus.txt', '-d', '01:00.0', '-d', '01:00.1']],
    [2, ['export', '--host', 'fixtures/posted/both-gpus.txt', '-d', '01:00.0', '-d', '01:00.1']],
    [
      0,
      ['export', '--host', 'fixtures/posted/both-gpus.txt', '-d', '01:00.0', '-d', '01:00.1', '--firmware', 'seabios'],
    ],
    [0, ['--version']],
    [2, ['check', '--sample', 'iommu-off', '--format', 'markdown']],
    [2, ['check', '--sample', 'iommu-off', '--format', 'json']],
    [0, ['snapshot', '--sample', 'iommu-off']],
    [2, ['explain', 'fixtures/posted/messages.txt']],
    [64, ['check', '--format', 'yaml']],
    [64, ['check', '--nonsense']],
    [64, ['nonsense']],
    [7, ['serve']],
  ])('%i for %j', async (code, words) => {
    expect((await bindery(...words)).code).toBe(code);
  });
});

describe('explain', () => {
  const explain = (text: string) => {
    const file = join(folder, 'messages.txt');
    writeFileSync(file, text);
    return bindery('explain', file);
  };

  test.each([
    ['vfio 0000:01:00.0: group 2 is not viable\n', 2, '1 line read.'],
    [
      'pcieport 0000:00:01.0: AER: Uncorrected (Fatal) error received: 0000:01:00.0\nelse\n',
      1,
      '2 lines read; 1 of them says',
    ],
    [
      'vfio: Cannot reset device 0000:00:1f.3, no available reset mechanism.\na\nb\n',
      0,
      '3 lines read; 2 of them say nothing',
    ],
    ['nothing\n', 0, '1 line read; it says nothing'],
    ['nothing\nelse\n', 0, '2 lines read; they say nothing'],
  ])('%j', async (text, code, count) => {
    const answer = await explain(text);
    expect(answer.code).toBe(code);
    expect(answer.out).toContain(count);
  });

  test('--help says what the exit codes mean', async () => {
    expect((await bindery('explain', '--help')).out).toMatch(/Exit codes: 0 .* 1 .* 2 .* 64/);
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

describe('export for a host with unknown firmware', () => {
  const words = ['export', '--host', 'fixtures/posted/both-gpus.txt', '-d', '01:00.0', '-d', '01:00.1'];

  test('is refused with the reason, though nothing blocks', async () => {
    const { code, out, err } = await bindery(...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/Could not measure \(1\)[\s\S]*\[firmware\/unmeasured\][\s\S]*Nothing was exported/);
  });

  test('when forced, warns at its top and does not start SeaBIOS by itself', async () => {
    const file = join(folder, 'unknown-firmware.sh');
    expect((await bindery(...words, '--force', '--output', file)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^# {2}- Which firmware builds .* \(firmware\/unmeasured\)$/m);
    const started = spawnSync('sh', [file], { encoding: 'utf8' });
    expect(started.status).toBe(1);
    expect(started.stderr).toContain('The UEFI firmware of this machine is not known.');
    expect(started.stderr).toContain(`${file} -bios FILE`);
  });
});

describe('snapshot', () => {
  const words = ['--sample', 'twin-gpu-workstation'];

  test('is JSON on standard output without names; what left is told beside it', async () => {
    const { code, out, err } = await bindery('snapshot', ...words);
    const host = hostSnapshot.parse(JSON.parse(out));
    expect({ code, name: host.hostName, user: host.user.name }).toEqual({ code: 0, name: 'host-1', user: 'user-1' });
    expect(out).not.toMatch(/gemini|emmy/);
    expect(err).toMatch(/host name \(1\) {2}gemini -> host-1\n {6}in hostName/);
  });

  test('keeps names where that is asked', async () => {
    const { out, err } = await bindery('snapshot', '--keep-names', ...words);
    expect(JSON.parse(out)).toMatchObject({ hostName: 'gemini' });
    expect(err).toBe('');
  });

  test('is checked like the host that it was made of', async () => {
    const file = join(folder, 'anonymous.json');
    expect((await bindery('snapshot', '--output', file, ...words)).out).toBe('');
    const codes = async (...host: string[]) =>
      JSON.parse((await bindery('check', '--json', '-d', '3b:00.0', ...host)).out).map(
        (one: { code: string }) => one.code,
      );
    expect(await codes('--host', file)).toEqual(await codes(...words));
    expect((await bindery('snapshot', '--output', file, ...words)).err).toMatch(/exists already/);
    expect((await bindery('snapshot', '--output', file, '--overwrite', ...words)).code).toBe(0);
  });

  test('a preview writes no snapshot', async () => {
    const { out } = await bindery('snapshot', '--preview', '--output', join(folder, 'none.json'), ...words);
    expect(out).not.toContain('bindery-host');
    expect(existsSync(join(folder, 'none.json'))).toBe(false);
  });
});

describe('a snapshot of somebody else', () => {
  test('steers no terminal and writes no markup', async () => {
    const host = JSON.parse((await bindery('scan', '--json', '--sample', 'iommu-off')).out);
    const evil = '\u001b[2J@everyone <img src=x> [x](http://evil.example) `|` \u202e#1 **x**';
    host.hostName = evil;
    host.cpu.model = evil;
    for (const fn of host.functions) Object.assign(fn, { deviceName: evil, driver: evil });
    const file = join(folder, 'evil.json');
    writeFileSync(file, JSON.stringify(host));
    for (const words of [['scan'], ['check', '-d', host.functions[3].bdf], ['snapshot', '--preview']])
      expect((await bindery(...words, '--host', file)).out).not.toContain('\u001b');
    const { out } = await bindery(
      'check',
      '--format',
      'markdown',
      '--keep-names',
      '-d',
      host.functions[3].bdf,
      '--host',
      file,
    );
    const prose = out.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
    expect(out).not.toContain('\u202e');
    expect(out).not.toContain('\u001b');
    expect(prose).not.toMatch(/@everyone|<img|(?<!\\)\[x|:\/\/|#1|(?<!\\)\*\*x/);
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
      /^bindery: --host \/no\/host\.json cannot be read: there is no such file\.$/m,
    ],
    ['no JSON and no lspci', () => host('hello'), /holds no host: .* Expected is a snapshot .* or the text of lspci/],
    ['cut JSON', () => host('{"format":"bindery-host","version":2,'), /is not a host snapshot: it is not JSON/],
    ['nothing', () => host('\n'), /bad-host\.json is empty/],
    ['a binary file', () => host('\u007fELF\0\0'), /is not text: it has zero bytes/],
    ['a folder', () => ['check', '--host', folder], /--host .* cannot be read: it is a folder\./],
    ['a huge file', () => host('x'.repeat(100_000_000)), /cannot be read: it is larger than 64 MiB, and no host/],
    [
      'a text to explain that is not there',
      () => ['explain', '/no/log'],
      /The text \/no\/log cannot be read: there is no such file\.$/m,
    ],
    ['nothing to explain', () => ['explain', host('\n')[2] ?? ''], /bad-host\.json is empty\. Expected is a log/],
    ['a binary file to explain', () => ['explain', host('\u007fELF\0\0')[2] ?? ''], /is not text: it has zero bytes/],
    ['two forms', () => ['check', '--json', '--format', 'markdown'], /--json and --format markdown cannot be used/],
    ['names in text', () => ['check', '--keep-names'], /--keep-names goes with --format markdown/],
    ['a preview of nothing', () => ['snapshot', '--preview', '--keep-names'], /cannot be used together/],
    ['other JSON', () => host('{"format":"else"}'), /is not a host snapshot: it has no format/],
    [
      'a newer snapshot',
      () => host('{"format":"bindery-host","version":3}'),
      /newer Bindery \(schema 3; this one knows up to 2\)/,
    ],
    ['a damaged snapshot', () => host('{"format":"bindery-host","version":2}'), /damaged host snapshot: origin:/],
    ['an old damaged one', () => host('{"format":"bindery-host","version":1}'), /damaged host snapshot: origin:/],
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
