import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleMachines } from '../../fixtures/example-machines.ts';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { defaultMachineSpec, GIB, type MachineSpec, MIB, machineSpec } from '../machine/machine-spec.ts';
import { reviewMachine } from '../machine/review.ts';
import type { Bdf } from '../pci/bdf.ts';
import { formatArgv } from './argv.ts';
import { shellQuote } from './shell-quote.ts';
import { formatShellScript } from './shell-script.ts';
import { fileStem } from './state-folder.ts';

let host: HostSnapshot;
let folder: string;
beforeAll(async () => {
  host = await sampleSnapshot('intel-desktop');
  folder = mkdtempSync(join(tmpdir(), 'bindery-export-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function exported(spec: MachineSpec, on = host) {
  const review = reviewMachine(on, spec);
  return {
    ...review,
    argv: formatArgv(review.command),
    script: formatShellScript(review.command, spec, review.findings),
  };
}

/** The same host as if its user lived in the temporary folder and its QEMU were a program that prints its arguments. */
function pretendHost(): HostSnapshot {
  const qemu = join(folder, 'pretend-qemu');
  writeFileSync(qemu, '#!/bin/sh\nprintf "%s\\0" "$@"\n');
  chmodSync(qemu, 0o755);
  const template = join(folder, "template's.fd");
  writeFileSync(template, 'variables');
  return {
    ...host,
    user: { ...host.user, home: join(folder, "ada's home") },
    qemu: [{ path: qemu, architecture: 'x86_64', version: { text: '10.0.0', major: 10, minor: 0, micro: 0 } }],
    firmware: [
      {
        descriptor: '/d.json',
        description: 'UEFI',
        interfaces: ['uefi'],
        targets: [{ architecture: 'x86_64', machines: ['pc-q35-*'] }],
        features: [],
        mapping: {
          device: 'flash',
          executable: '/code.fd',
          executableFormat: 'raw',
          variablesTemplate: template,
          variablesFormat: 'raw',
        },
      },
    ],
  };
}

describe('golden files', () => {
  test.each(Object.keys(exampleMachines))('%s', async name => {
    const { argv, script } = exported(exampleMachines[name] ?? defaultMachineSpec);
    await expect(`${argv.map(shellQuote).join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.argv`);
    await expect(script).toMatchFileSnapshot(`golden/${name}.sh`);
  });
});

describe('where the kernel merges equal pages', () => {
  const merging = () => ({ ...host, memory: { ...host.memory, isKsmRunning: true } });
  const machineOf = (spec: MachineSpec, on?: HostSnapshot) => {
    const option = exported(spec, on).command.options.find(entry => entry.option === '-machine');
    return { value: exported(spec, on).argv.find(word => word.startsWith('q35,')), why: option?.why };
  };

  test('a guest with pinned memory is left out, and the script says why', async () => {
    const spec = exampleMachines['whole-card'] ?? defaultMachineSpec;
    expect(machineOf(spec, merging()).value).toContain(',mem-merge=off');
    expect(machineOf(spec).value).not.toContain('mem-merge');
    await expect(exported(spec, merging()).script).toMatchFileSnapshot('golden/same-page-merging.sh');
  });

  test('a guest without is offered as ever', () => {
    expect(machineOf({ ...defaultMachineSpec, functions: [] }, merging())).toEqual(
      machineOf({ ...defaultMachineSpec, functions: [] }),
    );
  });
});

describe('places of functions', () => {
  const vfio = (spec: MachineSpec) => exported(spec).argv.filter(word => word.startsWith('vfio-pci,'));

  test('one card keeps one slot, function numbers and all, behind one root port', () => {
    expect(vfio(exampleMachines['whole-card'] ?? defaultMachineSpec)).toEqual([
      'vfio-pci,host=0000:01:00.0,id=hostdev0,bus=port1,addr=00.0,multifunction=on',
      'vfio-pci,host=0000:01:00.1,id=hostdev1,bus=port1,addr=00.1',
      'vfio-pci,host=0000:01:00.2,id=hostdev2,bus=port1,addr=00.2',
      'vfio-pci,host=0000:01:00.3,id=hostdev3,bus=port1,addr=00.3',
    ]);
  });

  test('a slot always has a function 0, or the guest would not look', () => {
    expect(
      vfio({ ...defaultMachineSpec, functions: ['0000:01:00.3', '0000:01:00.2'].map(bdf => ({ bdf: bdf as Bdf })) }),
    ).toEqual([
      'vfio-pci,host=0000:01:00.2,id=hostdev0,bus=port1,addr=00.0,multifunction=on',
      'vfio-pci,host=0000:01:00.3,id=hostdev1,bus=port1,addr=00.1',
    ]);
  });

  test('Intel graphics is at 00:02.0', () => {
    expect(vfio(exampleMachines['intel-graphics'] ?? defaultMachineSpec)).toEqual([
      'vfio-pci,host=0000:00:02.0,id=hostdev0,bus=pcie.0,addr=02.0',
    ]);
  });

  test('two functions of Intel graphics are one device', () => {
    expect(
      vfio({ ...defaultMachineSpec, functions: ['0000:00:02.0', '0000:00:02.1'].map(bdf => ({ bdf: bdf as Bdf })) }),
    ).toEqual([
      'vfio-pci,host=0000:00:02.0,id=hostdev0,bus=pcie.0,addr=02.0,multifunction=on',
      'vfio-pci,host=0000:00:02.1,id=hostdev1,bus=pcie.0,addr=02.1',
    ]);
  });

  test('a segment of more than four digits is named by its path', () => {
    expect(vfio({ ...defaultMachineSpec, functions: [{ bdf: '10000:01:00.0' as Bdf }] })).toEqual([
      'vfio-pci,sysfsdev=/sys/bus/pci/devices/10000:01:00.0,id=hostdev0,bus=port1,addr=00.0',
    ]);
  });

  test('a function that is picked twice is written once', () => {
    const bdf = '0000:01:00.0' as Bdf;
    expect(vfio({ ...defaultMachineSpec, functions: [{ bdf }, { bdf }] })).toHaveLength(1);
  });

  test('120 cards have a port each, no two at one address', () => {
    const functions = Array.from({ length: 119 }, (_, n) => ({ bdf: `0000:${(n + 16).toString(16)}:00.0` as Bdf }));
    const ports = exported({ ...defaultMachineSpec, functions }).argv.filter(word =>
      word.startsWith('pcie-root-port,'),
    );
    const places = ports.map(word => /addr=([^,]*)/.exec(word)?.[1]);
    expect(new Set(places).size).toBe(120);
    expect(places.at(-1)).toBe('0x1e.7');
  });
});

describe('the script', () => {
  test('is what dash and the shell grammar accept', () => {
    for (const spec of Object.values(exampleMachines)) {
      expect(spawnSync('sh', ['-n'], { input: exported(spec).script, encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
    }
  });

  test('hands QEMU exactly the argv, whatever the names hold, and makes the files it needs', () => {
    const on = pretendHost();
    const line = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .filter(text => machineSpec.shape.name.safeParse(text).success);
    const arbitrary = fc.record({ name: line, path: line });
    fc.assert(
      fc.property(arbitrary, ({ name, path }) => {
        const spec = machineSpec.parse({
          ...defaultMachineSpec,
          name,
          disks: [{ path: `/vm/${path}`, format: 'raw', bus: 'virtio', kind: 'disk' }],
        });
        const { argv, script, command } = exported(spec, on);
        const printed = execFileSync('sh', ['-s', '--', '-extra', 'word'], { input: script, encoding: 'utf8' });
        expect(printed.split('\0').slice(0, -1)).toEqual(['-extra', 'word', ...argv.slice(1)]);
        expect(readFileSync(command.variables?.copy ?? '', 'utf8')).toBe('variables');
        expect(statSync(command.stateFolder).mode & 0o777).toBe(0o700);
      }),
      { numRuns: 60 },
    );
  });

  test('keeps the variables of a machine that has run before', () => {
    const on = pretendHost();
    const { script, command } = exported({ ...defaultMachineSpec, name: 'kept' }, on);
    execFileSync('sh', ['-s'], { input: script });
    writeFileSync(command.variables?.copy ?? '', 'boot entries');
    execFileSync('sh', ['-s'], { input: script });
    expect(readFileSync(command.variables?.copy ?? '', 'utf8')).toBe('boot entries');
  });

  test('goes on with a limit that is tight but may do', context => {
    const [some] = existsSync('/sys/bus/pci/devices') ? readdirSync('/sys/bus/pci/devices') : [];
    if (some === undefined) context.skip('this machine has no PCI functions');
    const tools = mkdtempSync(join(folder, 'tools-'));
    for (const [name, answer] of [
      ['readlink', '/drivers/vfio-pci'],
      ['id', '1000'],
    ]) {
      writeFileSync(join(tools, name ?? ''), `#!/bin/sh\necho ${answer}\n`, { mode: 0o755 });
    }
    const { script, argv } = exported(
      { ...defaultMachineSpec, memoryBytes: 16 * MIB, functions: [{ bdf: some as Bdf }] },
      pretendHost(),
    );
    // A shell may lower its limits without privilege; 16 MiB is what the guest has, far below the gibibyte of slack.
    const limit = 8 * 1024;
    const small = script.replaceAll(String(16 * 1024), String(limit));
    const { status, stdout } = spawnSync(
      'sh',
      ['-c', `ulimit -S -l ${limit} && ulimit -H -l ${limit} && PATH=${shellQuote(tools)}:$PATH exec sh -s`],
      { input: small, encoding: 'utf8' },
    );
    expect({ status, words: stdout.split('\0').length }).toEqual({ status: 0, words: argv.length });
  });

  test('says whose folder it is when the user may not write to it', () => {
    const on = pretendHost();
    const { script, command } = exported({ ...defaultMachineSpec, name: 'sudo' }, on);
    // Root may write everywhere, so a file stands in for a folder that the user may not write to.
    const closed = script.replace('[ ! -w ', '[ -w ');
    execFileSync('sh', ['-s'], { input: script });
    const { status, stderr } = spawnSync('sh', ['-s'], { input: closed, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain(
      `chown -R ${execFileSync('id', ['-un'], { encoding: 'utf8' }).trim()} ${shellQuote(command.stateFolder)}`,
    );
  });

  test('stops before QEMU when a function is not there or not handed over', () => {
    const on = pretendHost();
    const { script } = exported({ ...defaultMachineSpec, functions: [{ bdf: 'ffff:ff:1f.7' as Bdf }] }, on);
    const { status, stdout, stderr } = spawnSync('sh', ['-s'], { input: script, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/There is no PCI function ffff:ff:1f\.7/);
    const [some] = existsSync('/sys/bus/pci/devices') ? readdirSync('/sys/bus/pci/devices') : [];
    if (some) {
      const held = exported({ ...defaultMachineSpec, functions: [{ bdf: some as Bdf }] }, on).script;
      expect(spawnSync('sh', ['-s'], { input: held, encoding: 'utf8' }).stderr).toMatch(
        new RegExp(`${some} is bound to .*, not to vfio-pci`),
      );
    }
  });

  test('stops before QEMU when the limit is too low, and says what to write where', context => {
    const [some] = existsSync('/sys/bus/pci/devices') ? readdirSync('/sys/bus/pci/devices') : [];
    if (some === undefined) context.skip('this machine has no PCI functions');
    // The programs that the script asks answer here as for an ordinary user whose function is handed over.
    const tools = mkdtempSync(join(folder, 'tools-'));
    const tool = (name: string, answer: string) =>
      writeFileSync(join(tools, name), `#!/bin/sh\necho ${answer}\n`, { mode: 0o755 });
    tool('readlink', '/drivers/vfio-pci');
    tool('id', '1000');
    const on = pretendHost();
    const { script } = exported({ ...defaultMachineSpec, memoryBytes: 2 * GIB, functions: [{ bdf: some as Bdf }] }, on);
    const limited = (kib: string) =>
      spawnSync(
        'sh',
        ['-c', `ulimit -S -l ${kib} && ulimit -H -l ${kib} && PATH=${shellQuote(tools)}:$PATH exec sh -s`],
        {
          input: script,
          encoding: 'utf8',
        },
      );
    expect(limited('1024')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('limit is 1024 KiB, 3145728 KiB (3 GiB) are needed'),
    });
  });

  test('says at its top what blocks, and nothing when nothing does', () => {
    const blocked = exported({ ...defaultMachineSpec, functions: [{ bdf: '0000:01:00.0' as Bdf }] });
    expect(blocked.script.split('\n').slice(4, 8).join('\n')).toMatch(
      /WARNING: exported although 2 things stand in the way[\s\S]*iommu\/group-shared[\s\S]*memory\/memlock-too-low/,
    );
    expect(exported(defaultMachineSpec).script).not.toMatch(/WARNING/);
  });
});

describe('what each machine has for itself', () => {
  const mac = (name: string) => /mac=([^,]*)/.exec(exported({ ...defaultMachineSpec, name }).argv.join(' '))?.[1];

  test('a network address, the same at each export', () => {
    expect(mac('a')).toMatch(/^52:54:00(:[0-9a-f]{2}){3}$/);
    expect(mac('a')).toBe(mac('a'));
    expect(mac('a')).not.toBe(mac('b'));
  });

  test.each([
    ['/dev/nvme1n1', 'host_device'],
    ['/dev/shm/a.img', 'file'],
    ['/vm/a.img', 'file'],
  ])('%s is opened as %s', (path, driver) => {
    const { argv } = exported({ ...defaultMachineSpec, disks: [{ path, format: 'raw', bus: 'virtio', kind: 'disk' }] });
    expect(argv.join(' ')).toContain(`file.driver=${driver},file.filename=${path}`);
  });
});

describe('file names', () => {
  test.each([
    ['games', 'games'],
    ['win-11_v2.0', 'win-11_v2.0'],
    ['../../etc', 'etc-'],
    ['a b', 'a-b-'],
    ['ä', 'machine-'],
    ['.hidden', 'hidden-'],
  ])('%j becomes %j and a checksum where it had to change', (name, stem) => {
    expect(fileStem(name)).toMatch(new RegExp(`^${stem.replaceAll('.', '\\.')}${stem === name ? '' : '[0-9a-f]{8}'}$`));
  });

  test('are safe, and differ where names do', () => {
    const name = fc.string({ minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(fileStem(a)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
        if (a !== b) expect(fileStem(a)).not.toBe(fileStem(b));
      }),
    );
  });
});
