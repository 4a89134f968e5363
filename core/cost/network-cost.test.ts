import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { knownOr, type Unknown } from '../host/measured.ts';
import type { HostNetwork, NetworkInterface } from '../host/schema/network.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { netInterface } from '../testing/storage-host.ts';
import { costOfEach, costOfSelection } from './cost-of-functions.ts';

const [FIRST, SECOND] = ['0000:b0:00.0', '0000:b0:00.1'] as [Bdf, Bdf];
const gap: Unknown = { unknown: 'denied', source: '/x', detail: 'EACCES' };

let sample: HostSnapshot;
beforeAll(async () => {
  const host = await sampleSnapshot('twin-gpu-workstation');
  sample = { ...host, holders: { deviceFiles: [], processes: [], unreadableProcesses: 0 } };
});

const card = (name: string, bdf: Bdf, more: Partial<NetworkInterface> = {}) =>
  netInterface(name, { function: bdf, ...more });
const hostOf = (network: Partial<HostNetwork>): HostSnapshot => ({
  ...sample,
  network: { interfaces: [], defaultRoutes: [], sshSessions: [], ...network },
});
const over = (name: string, family: 'ipv4' | 'ipv6' = 'ipv4') => ({ interface: name, family });
const cost = (host: HostSnapshot, ...leaving: Bdf[]) => costOfSelection(host, new Set(leaving));
const told = (host: HostSnapshot, ...leaving: Bdf[]) =>
  cost(host, ...leaving).reasons.map(
    reason => `${reason.level} ${reason.kind}: ${'chain' in reason ? reason.chain.join(' > ') : ''}`,
  );

const PORTS = [card('eth0', FIRST), card('eth1', SECOND)];
const BOND = netInterface('bond0', { kind: 'bond', lowers: ['eth0', 'eth1'] });

describe('the default route', () => {
  test.each<[string, NetworkInterface[], string, string]>([
    ['a card', [], 'eth0', 'eth0'],
    ['a VLAN', [netInterface('eth0.5', { lowers: ['eth0'] })], 'eth0.5', 'eth0.5 > eth0'],
    [
      'a bridge with machines on it',
      [netInterface('br0', { kind: 'bridge', lowers: ['eth0', 'vnet3'] }), netInterface('vnet3')],
      'br0',
      'br0 > eth0',
    ],
    [
      'a bond of which the other port is down',
      [{ ...card('eth1', SECOND), state: 'down' }, BOND],
      'bond0',
      'bond0 > eth0',
    ],
  ])('over %s refuses', (_, more, name, chain) => {
    const interfaces = [card('eth0', FIRST), ...more];
    expect(told(hostOf({ interfaces, defaultRoutes: [over(name)] }), FIRST)).toEqual([
      `refuses default-route: ${chain}`,
    ]);
  });

  test('over a bond with another live port costs that port, and both together refuse', () => {
    const vlan = netInterface('bond0.5', { lowers: ['bond0'] });
    const host = hostOf({ interfaces: [...PORTS, BOND, vlan], defaultRoutes: [over('bond0.5')] });
    expect(told(host, FIRST)).toEqual(['costs network-in-use: bond0.5 > bond0 > eth0']);
    expect(told(host, FIRST, SECOND)).toEqual([
      'refuses default-route: bond0.5 > bond0 > eth0',
      'refuses default-route: bond0.5 > bond0 > eth1',
    ]);
    const each = costOfEach(host);
    expect([FIRST, SECOND].map(bdf => each.get(bdf)?.level)).toEqual(['costs', 'costs']);
  });

  test('over a bridge with two cards leaves it open which one leads out', () => {
    const bridge = netInterface('br0', { kind: 'bridge', lowers: ['eth0', 'eth1'] });
    const host = hostOf({ interfaces: [...PORTS, bridge], defaultRoutes: [over('br0')] });
    expect(cost(host, FIRST)).toMatchObject({ level: 'costs', gaps: [{ source: '/sys/class/net/br0/brif' }] });
    expect(cost(host, FIRST, SECOND).level).toBe('refuses');
  });

  test('over a bridge whose other port is dead refuses', () => {
    const bridge = netInterface('br0', { kind: 'bridge', lowers: ['eth0', 'eth1'] });
    const interfaces = [card('eth0', FIRST), card('eth1', SECOND, { state: 'down' }), bridge];
    const host = hostOf({ interfaces, defaultRoutes: [over('br0')] });
    expect(told(host, FIRST)).toEqual(['refuses default-route: br0 > eth0']);
    expect(cost(host, SECOND)).toEqual({ level: 'free', reasons: [], gaps: [] });
  });

  test.each<[string, NetworkInterface, HostNetwork['defaultRoutes'], string]>([
    ['another card has one', card('eth1', SECOND), [over('eth0'), over('eth1')], 'costs'],
    ['the other card is down', card('eth1', SECOND, { state: 'down' }), [over('eth0'), over('eth1')], 'refuses'],
    ['only IPv6 is left', card('eth1', SECOND), [over('eth0'), over('eth1', 'ipv6')], 'refuses'],
    ['only IPv6 goes', card('eth1', SECOND), [over('eth0', 'ipv6'), over('eth1')], 'costs'],
    ['a tunnel is left', netInterface('wg0', { state: 'unknown' }), [over('eth0'), over('wg0')], 'refuses'],
    [
      'something that is not PCI is left',
      netInterface('end0', { isVirtual: false }),
      [over('eth0'), over('end0')],
      'costs',
    ],
  ])('when %s', (_, other, defaultRoutes, level) => {
    expect(cost(hostOf({ interfaces: [card('eth0', FIRST), other], defaultRoutes }), FIRST).level).toBe(level);
  });

  test('over a tunnel alone may go over any card', () => {
    const host = hostOf({ interfaces: [...PORTS, netInterface('wg0')], defaultRoutes: [over('wg0')] });
    expect(cost(host, FIRST).gaps).toMatchObject([{ detail: 'the card behind the default route over wg0' }]);
  });

  test('a virtual machine keeps its card when the faster one below leaves', () => {
    const synthetic = netInterface('eth0', { isVirtual: false, lowers: ['enP1'] });
    const host = hostOf({ interfaces: [synthetic, card('enP1', FIRST)], defaultRoutes: [over('eth0')] });
    expect(told(host, FIRST)).toEqual(['costs network-in-use: enP1']);
  });
});

describe('SSH sessions', () => {
  const session = (name: string | null, isOurs: boolean) => ({ interface: name, isOurs, source: '/proc/net/tcp' });

  test.each<[string, HostNetwork['sshSessions'], HostNetwork['defaultRoutes'], string[]]>([
    ['ours refuses', [session('eth0', true)], [over('eth1')], ['refuses ssh-session: eth0']],
    [
      'of another costs while there is another way',
      [session('eth0', false)],
      [over('eth1')],
      ['costs ssh-session: eth0'],
    ],
    ['of another refuses when it is the only way', [session('eth0', false)], [], ['refuses ssh-session: eth0']],
    ['elsewhere', [session('eth1', true)], [over('eth1')], ['costs network-in-use: eth0']],
  ])('%s', (_, sshSessions, defaultRoutes, expected) => {
    expect(told(hostOf({ interfaces: PORTS, sshSessions, defaultRoutes }), FIRST)).toEqual(expected);
  });

  test('that may be ours costs, and leaves it open', () => {
    const host = hostOf({
      interfaces: PORTS,
      sshSessions: [{ interface: 'eth0', isOurs: gap, source: '/proc/net/tcp' }],
      defaultRoutes: [over('eth1')],
    });
    expect(cost(host, FIRST)).toMatchObject({ level: 'costs', gaps: [gap] });
  });

  test('of an address on no interface is a gap of every card', () => {
    const host = hostOf({ interfaces: PORTS, sshSessions: [session(null, true)] });
    for (const bdf of [FIRST, SECOND]) expect(cost(host, bdf).gaps).toMatchObject([{ source: '/proc/net/tcp' }]);
  });
});

describe('an interface', () => {
  test.each<[string, NetworkInterface['state'], string]>([
    ['up', 'up', 'costs'],
    ['of a driver that tells no more', 'unknown', 'costs'],
    ['down', 'down', 'free'],
    ['without a cable', 'lowerlayerdown', 'free'],
    ['without hardware', 'notpresent', 'free'],
  ])('that is %s', (_, state, level) => {
    expect(cost(hostOf({ interfaces: [card('eth0', FIRST, { state })] }), FIRST).level).toBe(level);
  });

  test.each(['dormant', 'testing'])('that is %s is a gap', state => {
    expect(cost(hostOf({ interfaces: [card('eth0', FIRST, { state })] }), FIRST)).toMatchObject({
      level: 'free',
      gaps: [{ source: '/sys/class/net/eth0/operstate', detail: `whether eth0 is in use: it is ${state}` }],
    });
  });

  test.each<[string | null, boolean]>([
    ['mlx5_core', true],
    ['uio_pci_generic', true],
    ['vfio-pci', false],
    ['pci-stub', false],
    [null, false],
  ])('that is missing, under %s, is a gap: %s', (driver, isGap) => {
    const host = hostOf({ interfaces: [card('eth1', SECOND, { state: 'down' })] });
    const functions = knownOr(host.functions, []).map(fn => (fn.bdf === FIRST ? { ...fn, driver } : fn));
    const gaps = costOfEach({ ...host, functions }).get(FIRST)?.gaps;
    expect(gaps).toEqual(isGap ? [expect.objectContaining({ source: `/sys/bus/pci/devices/${FIRST}/net` })] : []);
    expect(costOfSelection({ ...host, functions }, new Set([SECOND])).gaps).toEqual([]);
  });

  test('whose state was not read is a gap', () => {
    expect(cost(hostOf({ interfaces: [card('eth0', FIRST, { state: gap })] }), FIRST)).toMatchObject({
      level: 'free',
      gaps: [gap],
    });
  });
});

describe('a file system on another computer', () => {
  const DISK = '0000:00:17.0' as Bdf;
  const remote = (point: string, interfaces: NetworkInterface[]): HostSnapshot => {
    const host = hostOf({ interfaces });
    const mounts = [{ point, type: 'nfs4', source: 'nas:/x', number: '0:60' }];
    return { ...host, storage: { ...host.storage, mounts } };
  };

  test.each(['/', '/home', '/usr'])('at %s goes with the only card', point => {
    const host = remote(point, [card('eth0', FIRST), card('eth1', SECOND, { state: 'down' })]);
    expect(told(host, FIRST)).toContain(`refuses file-system: ${point} > nas:/x > eth0`);
    expect(cost(host, SECOND).level).toBe('free');
  });

  test('leaves it open which of two cards leads there, and never concerns disks', () => {
    const host = remote('/home', PORTS);
    const gaps = [{ source: '/proc/self/mountinfo' }];
    for (const bdf of [FIRST, SECOND]) expect(cost(host, bdf)).toMatchObject({ level: 'costs', gaps });
    expect(told(host, FIRST, SECOND)).toContain('refuses file-system: /home > nas:/x > eth1');
    expect(costOfEach(host).get(DISK)?.gaps).toEqual([]);
  });

  test('over a bond goes with both of its cards', () => {
    const host = remote('/', [...PORTS, BOND]);
    expect(cost(host, FIRST)).toMatchObject({ level: 'costs', gaps: [] });
    expect(cost(host, FIRST, SECOND).level).toBe('refuses');
  });

  test('that is only data is told with its interface', () => {
    expect(told(remote('/mnt/nas', [card('eth0', FIRST)]), FIRST)).toEqual(['costs network-in-use: eth0']);
  });
});

test.each<[string, Partial<HostNetwork>, Bdf, Bdf | null]>([
  ['interfaces: network cards', { interfaces: gap }, FIRST, '0000:00:17.0' as Bdf],
  ['default routes: cards with an interface', { interfaces: [card('eth0', FIRST)], defaultRoutes: gap }, FIRST, SECOND],
  ['SSH sessions: likewise', { interfaces: [card('eth0', FIRST)], sshSessions: gap }, FIRST, SECOND],
])('not measured, %s', (_, network, concerned, other) => {
  const each = costOfEach(hostOf(network));
  expect(each.get(concerned)?.gaps).toContainEqual(gap);
  if (other) expect(each.get(other)?.gaps).not.toContainEqual(gap);
});

test('interfaces that rest on each other do not hang', () => {
  const interfaces = [
    netInterface('a', { lowers: ['b'] }),
    netInterface('b', { lowers: ['a', 'eth0'] }),
    card('eth0', FIRST),
  ];
  expect(cost(hostOf({ interfaces, defaultRoutes: [over('a')] }), FIRST).level).not.toBe('free');
});
