import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { HostFiles } from './host-files.ts';
import { nodeHostFiles } from './node-host-files.ts';
import { type SmallTree, writeSmallTree } from './testing/small-tree.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';

/** A folder with a secret in it, and beside the secret a recorded tree. */
let outside: string;
let root: string;

beforeEach(() => {
  const folder = new TemporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  outside = folder.path;
  root = join(outside, 'tree');
  mkdirSync(root);
  writeFileSync(join(outside, 'secret'), 'not yours');
});

function recorded(tree: SmallTree): HostFiles {
  writeSmallTree(root, tree);
  return nodeHostFiles(root);
}

const failing = (code: string) => expect.objectContaining({ code });

describe('a recorded tree', () => {
  test('is read as the host itself would be', () => {
    const files = recorded({
      '/sys/devices/pci0000:00/0000:00:02.0/uevent': 'PCI_ID\n',
      '/sys/bus/pci/devices/0000:00:02.0': { link: '../../../devices/pci0000:00/0000:00:02.0' },
      '/absolute': { link: '/sys/bus' },
      '/config': new Uint8Array([1, 2, 3, 255]),
    });
    const device = '/sys/bus/pci/devices/0000:00:02.0';
    expect(files.readText(`${device}/uevent`)).toBe('PCI_ID\n');
    expect(files.readText(`/absolute/pci/devices/../devices/0000:00:02.0/uevent`)).toBe('PCI_ID\n');
    expect(files.readText(`${device}/../0000:00:02.0/uevent`)).toBe('PCI_ID\n');
    expect(files.readLink(device)).toBe('../../../devices/pci0000:00/0000:00:02.0');
    expect(files.list('/absolute/pci')).toEqual(['devices']);
    expect(files.exists(device)).toBe(true);
    expect(files.exists('/sys/nothing')).toBe(false);
    expect(files.status(device).kind).toBe('folder');
    expect([...files.readBytes('/config', 3)]).toEqual([1, 2, 3]);
    expect([...files.readBytes('/config', 9000)]).toEqual([1, 2, 3, 255]);
  });

  test.each([
    ['an absolute link to a file', () => join(outside, 'secret')],
    ['a relative link to a file', () => '../secret'],
    ['a longer way out', () => '../../../../../../../../etc/passwd'],
    ['a link of the running process', () => '/proc/self/root/etc/passwd'],
  ])('%s does not lead out of it', (_, target) => {
    const files = recorded({ '/link': { link: target() } });
    for (const read of [
      () => files.readText('/link'),
      () => files.readBytes('/link', 10),
      () => files.status('/link'),
      () => files.list('/link'),
    ])
      expect(read).toThrow(failing('ENOENT'));
    expect(files.exists('/link')).toBe(false);
  });

  test('a linked folder does not lead out of it either', () => {
    const files = recorded({ '/up': { link: '..' }, '/abroad': { link: outside }, '/sub/up': { link: '../..' } });
    for (const path of ['/up/secret', '/abroad/secret', '/sub/up/secret', '/../secret', '/sub/../../secret'])
      expect(() => files.readText(path)).toThrow(failing('ENOENT'));
    for (const path of ['/up', '/abroad', '/sub/up', '/..', '/sub/../..'])
      expect(() => files.list(path)).toThrow(failing('ENOENT'));
    expect(() => files.readLink('/up/tree')).toThrow(failing('ENOENT'));
  });

  test('an absolute link stays inside it', () => {
    const files = recorded({ '/etc/passwd': 'root:x:0:0::/root:/bin/sh\n', '/link': { link: '/etc/passwd' } });
    expect(files.readText('/link')).toBe('root:x:0:0::/root:/bin/sh\n');
  });

  test('links that go in a circle end', () => {
    const files = recorded({ '/a': { link: 'b' }, '/b': { link: '/a' }, '/c': { link: 'c/c' } });
    for (const path of ['/a', '/a/x', '/c', '/c/x']) expect(() => files.readText(path)).toThrow(failing('ELOOP'));
  });

  test('links are followed as far as the kernel would, however long they are', () => {
    const detour = './'.repeat(1500);
    const chain = (length: number) =>
      Object.fromEntries(Array.from({ length }, (_, i) => [`/${i}`, { link: `${detour}${i + 1}` }]));
    const files = recorded({ ...chain(39), '/39/file': 'found' });
    expect(files.readText('/0/file')).toBe('found');
  });

  test('its root may be given by a link', () => {
    recorded({ '/file': 'here' });
    symlinkSync(root, join(outside, 'alias'));
    expect(nodeHostFiles(join(outside, 'alias')).readText('/file')).toBe('here');
  });

  test('a pipe is empty instead of waited for, and a folder is no text', () => {
    const files = recorded({ '/folder/file': '' });
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect(files.readText('/pipe')).toBe('');
    expect(() => files.readText('/folder')).toThrow(failing('EISDIR'));
    expect(files.status('/pipe').kind).toBe('other');
  });

  test('a long text is read whole, and one without end is refused', () => {
    const text = `${'x'.repeat(64 * 1024 - 1)}\u00e9${'y'.repeat(100_000)}`;
    const files = recorded({ '/long': text, '/huge': '' });
    truncateSync(join(root, 'huge'), 2 ** 40);
    expect(files.readText('/long')).toBe(text);
    expect(() => files.readText('/huge')).toThrow(failing('EFBIG'));
  });

  test('no program is started', async () => {
    const files = recorded({ '/bin/echo': { link: '/bin/echo' } });
    await expect(files.answer('/bin/echo', ['yes'])).rejects.toThrow(failing('ENOENT'));
  });

  test('nobody can say what may be opened', () => {
    expect(() => recorded({}).mayOpen('/dev/kvm')).toThrow(failing('ENOTSUP'));
  });

  test('must be a folder', () => {
    expect(() => nodeHostFiles(join(outside, 'nowhere'))).toThrow(failing('ENOENT'));
    expect(() => nodeHostFiles(join(outside, 'secret'))).toThrow(failing('ENOTDIR'));
  });
});

const recording = (rest: object) => JSON.stringify({ format: 'bindery-recording', version: 1, ...rest });

describe('recording.json', () => {
  test('tells what was closed to the recorded user, by whatever way it is asked for', () => {
    const files = recorded({
      '/recording.json': recording({ closed: ['/proc/1/fd', '/sys/real/table'] }),
      '/proc/1/fd/0': { link: '/dev/null' },
      '/sys/real/table': 'DMAR',
      '/sys/real/name': 'open',
      '/sys/class/table': { link: '../real/table' },
      '/sys/short': { link: 'real' },
    });
    expect(() => files.list('/proc/1/fd')).toThrow(failing('EACCES'));
    for (const path of ['/sys/real/table', '/sys/short/table', '/sys/class/table']) {
      expect(() => files.readText(path), path).toThrow(failing('EACCES'));
      expect(() => files.readBytes(path, 4), path).toThrow(failing('EACCES'));
    }
    expect(files.readText('/sys/short/name')).toBe('open');
    expect(files.list('/proc/1')).toEqual(['fd']);
  });

  const node = { kind: 'character', mode: 0o660, uid: 0, gid: 36 };

  test('adds nodes to the folders of the tree', () => {
    const files = recorded({
      '/recording.json': recording({
        nodes: { '/dev/kvm': node, '/dev/vfio/vfio': node, '/dev/vfio/devices/vfio0': node },
      }),
      '/dev/null': '',
    });
    expect(files.list('/dev').toSorted()).toEqual(['kvm', 'null', 'vfio']);
    expect(files.list('/dev/vfio').toSorted()).toEqual(['devices', 'vfio']);
    expect(files.list('/dev/vfio/devices')).toEqual(['vfio0']);
    expect(files.status('/dev/kvm')).toEqual(node);
    expect(files.status('/dev/vfio').kind).toBe('folder');
    expect(files.exists('/dev/vfio/vfio')).toBe(true);
    expect(() => files.status('/dev/iommu')).toThrow(failing('ENOENT'));
    expect(() => files.status('constructor')).toThrow(failing('ENOENT'));
  });

  test('has the answers of programs', async () => {
    const files = recorded({ '/recording.json': recording({ answers: { '/usr/bin/qemu --version': 'QEMU' } }) });
    expect(await files.answer('/usr/bin/qemu', ['--version'])).toBe('QEMU');
    await expect(files.answer('/usr/bin/qemu', [])).rejects.toThrow(failing('ENOENT'));
  });

  test.each(['', '{', '[]', '{"format":"other"}', recording({ nodes: { '/dev/kvm': { ...node, mode: 'rw' } } })])(
    '%j spoils only what it would have told',
    async text => {
      const files = recorded({ '/recording.json': text, '/file': 'here' });
      expect(files.readText('/file')).toBe('here');
      expect(() => files.status('/dev/kvm')).toThrow(failing('EBADMSG'));
      expect(() => files.list('/dev')).toThrow(failing('EBADMSG'));
      await expect(files.answer('x', [])).rejects.toThrow(failing('EBADMSG'));
    },
  );
});
