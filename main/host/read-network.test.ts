/** Hosts with one thing out of the ordinary about their network, written to a folder and read as a recording. */
import { describe, expect, test } from 'vitest';
import { type HostNetwork, hostNetwork } from '../../core/host/schema/network.ts';
import type { HostFiles } from './host-files.ts';
import { nodeHostFiles } from './node-host-files.ts';
import { Pace } from './pace.ts';
import { readNetwork } from './read-network.ts';
import { type SmallTree, writeSmallTree } from './testing/small-tree.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';
import { UnreadableFiles } from './unreadable.ts';

const ROUTES = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
const TCP = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const USUAL = { '/proc/net/route': ROUTES, '/proc/net/tcp': TCP };
const row = (local: string, remote: string, state = '01') =>
  `   1: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1 0 20 4 30 10 -1\n`;

type Environment = Record<string, string>;

async function read(
  tree: SmallTree,
  environment: Environment = {},
  addresses?: { interface: string; address: string }[],
): Promise<{
  network: HostNetwork;
  unreadable: UnreadableFiles['items'];
}> {
  using folder = new TemporaryFolder();
  writeSmallTree(folder.path, { ...USUAL, ...tree });
  const files: HostFiles = nodeHostFiles(folder.path);
  files.variable = name => environment[name];
  if (addresses) files.ownAddresses = () => addresses;
  const unreadable = new UnreadableFiles();
  const network = await readNetwork(files, new Pace(), unreadable);
  return { network: hostNetwork.parse(network), unreadable: unreadable.items };
}

const VIRTUAL = '/sys/devices/virtual/net';
const NIC = '/sys/devices/pci0000:00/0000:00:1c.0/0000:05:00.0/net';

function netDevice(folder: string, name: string, files: Record<string, string> = {}): SmallTree {
  const tree: SmallTree = {
    [`/sys/class/net/${name}`]: { link: `../..${folder.slice(4)}/${name}` },
    [`${folder}/${name}/operstate`]: 'up\n',
  };
  for (const [path, text] of Object.entries(files)) tree[`${folder}/${name}/${path}`] = text;
  return tree;
}

describe('interfaces', () => {
  test('cards, bridges, bonds and what they rest on', async () => {
    const { network, unreadable } = await read({
      ...netDevice(NIC, 'enp5s0'),
      ...netDevice(NIC, 'wlan0', { 'phy80211/name': 'phy0\n', operstate: 'dormant\n' }),
      ...netDevice(VIRTUAL, 'bond0', { 'bonding/mode': 'x', 'lower_enp5s0/x': '' }),
      ...netDevice(VIRTUAL, 'br0', { 'bridge/x': '', 'lower_vnet1/x': '', 'lower_bond0/x': '' }),
      '/sys/class/net/bonding_masters': 'bond0\n',
    });
    expect(network.interfaces).toEqual([
      { name: 'bond0', function: null, kind: 'bond', isVirtual: true, lowers: ['enp5s0'], state: 'up' },
      { name: 'br0', function: null, kind: 'bridge', isVirtual: true, lowers: ['bond0', 'vnet1'], state: 'up' },
      { name: 'enp5s0', function: '0000:05:00.0', kind: 'other', isVirtual: false, lowers: [], state: 'up' },
      { name: 'wlan0', function: '0000:05:00.0', kind: 'wireless', isVirtual: false, lowers: [], state: 'dormant' },
    ]);
    expect(unreadable).toEqual([]);
  });

  test('an adapter on USB counts for its controller', async () => {
    const usb = '/sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/net';
    expect((await read(netDevice(usb, 'eth0'))).network.interfaces).toMatchObject([{ function: '0000:00:14.0' }]);
  });

  test('an entry that is no link is named', async () => {
    const { network, unreadable } = await read({
      '/sys/class/net/odd': 'x',
      ...netDevice(NIC, 'eth0', { operstate: '' }),
    });
    expect(network.interfaces).toMatchObject([{ name: 'eth0', state: { unknown: 'malformed' } }]);
    expect(unreadable.map(item => item.source)).toContain('/sys/class/net/odd');
  });
});

describe('default routes', () => {
  const route = 'eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n';
  const ipv6 = `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 fe80000000000000000000000000000a 00000400 00000001 00000000 00450003    wlan0\n`;

  test('of both families', async () => {
    const { network } = await read({ '/proc/net/route': ROUTES + route, '/proc/net/ipv6_route': ipv6 });
    expect(network.defaultRoutes).toEqual([
      { interface: 'eth0', family: 'ipv4' },
      { interface: 'wlan0', family: 'ipv6' },
    ]);
  });

  test('a kernel without IPv6', async () => {
    expect((await read({ '/proc/net/route': ROUTES + route })).network.defaultRoutes).toHaveLength(1);
    expect((await read({})).network.defaultRoutes).toEqual([]);
  });

  test('one family that cannot be read does not hide the other', async () => {
    const half = await read({ '/proc/net/route': 'nonsense\n', '/proc/net/ipv6_route': ipv6 });
    expect(half.network.defaultRoutes).toEqual([{ interface: 'wlan0', family: 'ipv6' }]);
    expect(half.unreadable).toMatchObject([{ source: '/proc/net/route' }]);
    const none = await read({ '/proc/net/route': 'nonsense\n' });
    expect(none.network.defaultRoutes).toMatchObject({ unknown: 'malformed', source: '/proc/net/route' });
  });
});

describe('SSH sessions', () => {
  const near = 'br0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n';

  test('come in through the interface of their address, and no address is kept', async () => {
    const { network } = await read({
      '/proc/net/route': ROUTES + near,
      '/proc/net/tcp': TCP + row('0500000A:0016', '0900000A:C822') + row('0500000A:01BB', '0900000A:C823'),
    });
    expect(network.sshSessions).toEqual([{ interface: 'br0', isOurs: false, source: '/proc/net/tcp' }]);
    expect(JSON.stringify(network)).not.toMatch(/10\.0\.0|0500000A|0a000005/i);
  });

  test('ours may be on any port, and is told by the environment', async () => {
    const tree = {
      '/proc/net/route': ROUTES + near,
      '/proc/net/tcp6': TCP + row('0000000000000000FFFF00000500000A:08AE', '0000000000000000FFFF00000900000A:C822'),
    };
    const environment = { SSH_CONNECTION: '10.0.0.9 51234 10.0.0.5 2222' };
    expect((await read(tree, environment)).network.sshSessions).toEqual([
      { interface: 'br0', isOurs: true, source: '/proc/net/tcp6' },
    ]);
    expect((await read(tree)).network.sshSessions).toEqual([]);
    // Left over from a session that has ended.
    expect((await read({ '/proc/net/route': ROUTES + near }, environment)).network.sshSessions).toEqual([]);
  });

  describe('under sudo, which drops the environment', () => {
    const status = (name: string, parent: number) => `Name:\t${name}\nPPid:\t${parent}\n`;
    const UP = {
      '/proc/self/status': status('bindery', 30),
      '/proc/30/status': status('sudo', 20),
      '/proc/20/status': status('bash', 10),
      '/proc/10/status': status('sshd-session', 1),
    };
    const session = row('0500000A:08AE', '0900000A:C822');
    const near2222 = { '/proc/net/route': ROUTES + near, '/proc/net/tcp': TCP + session };
    const environ = 'HOME=/home/ada\0SSH_CONNECTION=10.0.0.9 51234 10.0.0.5 2222\0';

    test('the shell above tells ours', async () => {
      const { network } = await read({ ...near2222, ...UP, '/proc/20/environ': environ });
      expect(network.sshSessions).toEqual([{ interface: 'br0', isOurs: true, source: '/proc/net/tcp' }]);
    });

    test('a server above without a connection is still a session', async () => {
      const { network } = await read({ ...near2222, ...UP });
      expect(network.sshSessions).toEqual([{ interface: null, isOurs: true, source: '/proc/10/status' }]);
      const seen = await read({ ...near2222, ...UP, '/proc/net/tcp': TCP + row('0500000A:0016', '0900000A:C822') });
      expect(seen.network.sshSessions).toMatchObject([
        { interface: 'br0', isOurs: { source: '/proc/10/status' } },
        { interface: null, isOurs: true },
      ]);
    });

    test('parents that cannot be read leave it open, and parents without a server say no', async () => {
      const tree = { ...near2222, '/proc/net/tcp': TCP + row('0500000A:0016', '0900000A:C822'), ...UP };
      const open = await read({ ...tree, '/proc/20/status': 'nonsense' });
      expect(open.network.sshSessions).toMatchObject([{ interface: 'br0', isOurs: { unknown: 'malformed' } }]);
      expect(open.unreadable).toMatchObject([{ source: '/proc/20/status' }]);
      const local = await read({ ...tree, '/proc/10/status': status('login', 1) });
      expect(local.network.sshSessions).toMatchObject([{ interface: 'br0', isOurs: false }]);
    });
  });

  test('of two cards in one network are told by the running host only', async () => {
    const far = 'wlan0\t0000000A\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n';
    const tree = {
      '/proc/net/route': ROUTES + near + far,
      '/proc/net/tcp': TCP + row('0500000A:0016', '0900000A:C822'),
    };
    expect((await read(tree)).network.sshSessions).toMatchObject([{ interface: null }]);
    const asked = await read(tree, {}, [{ interface: 'wlan0', address: '10.0.0.5' }]);
    expect(asked.network.sshSessions).toMatchObject([{ interface: 'wlan0' }]);
    expect(JSON.stringify(asked)).not.toContain('10.0.0.5');
  });

  test('of an address on no interface are still sessions', async () => {
    const { network } = await read({ '/proc/net/tcp': TCP + row('0500000A:0016', '0900000A:C822') });
    expect(network.sshSessions).toEqual([{ interface: null, isOurs: false, source: '/proc/net/tcp' }]);
  });

  test('by their own IPv6 address', async () => {
    const { network } = await read({
      '/proc/net/tcp6': TCP + row('000080FE00000000FFFC0002010000FE:0016', '000080FE00000000FFFC0002020000FE:C822'),
      '/proc/net/if_inet6': 'fe800000000000000200fcfffe000001 02 40 20 80     eth0\n',
    });
    expect(network.sshSessions).toEqual([{ interface: 'eth0', isOurs: false, source: '/proc/net/tcp6' }]);
  });

  test('of a host with very many connections are read as far as is bearable', async () => {
    const many = row('0500000A:01BB', '0900000A:C822').repeat(50_000);
    const { network, unreadable } = await read({
      '/proc/net/route': ROUTES + near,
      '/proc/net/tcp': TCP + row('0500000A:0016', '0900000A:C822') + many,
    });
    expect(network.sshSessions).toMatchObject([{ interface: 'br0' }]);
    expect(unreadable).toEqual([
      { source: '/proc/net/tcp', detail: 'longer than 4 MiB: later connections were not looked at' },
    ]);
  });
});
