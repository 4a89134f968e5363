import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import type { Connection } from './connections.ts';
import type { Route } from './routes.ts';
import { parseSshConnection, sshSessions } from './ssh-sessions.ts';

const route = (name: string, network: string, prefixLength: number, isConnected = true): Route => ({
  interface: name,
  network,
  prefixLength,
  isConnected,
  metric: 0,
});
const LINK_LOCAL = 'fe800000000000000200fcfffe000001';
const NET = {
  routes: [
    route('eth0', '00000000', 0, false),
    route('eth0', 'c0000200', 24),
    route('br0', '0a000000', 24),
    route('br0', 'fe800000000000000000000000000000', 64),
  ],
  addresses: new Map([
    ['00000000000000000000000000000001', ['lo']],
    [LINK_LOCAL, ['eth0', 'br0']],
    ['fd000000000000000000000000000002', ['br0']],
  ]),
};
const to = (local: string, remote = 'c6336407', port = 22): Connection & { source: string } => ({
  local: { address: local, port },
  remote: { address: remote, port: 54_321 },
  source: '/proc/net/tcp',
});
const interfaces = (...connections: (Connection & { source: string })[]) =>
  sshSessions(connections, null, NET).map(session => session.interface);

test.each<[string, Connection & { source: string }, string[] | [null]]>([
  ['IPv4 by its network', to('0a000005'), ['br0']],
  ['IPv4 outside any network, by the way back', to('cb007105'), ['eth0']],
  ['IPv6 by its own address', to('fd000000000000000000000000000002', `20${'0'.repeat(30)}`), ['br0']],
  ['an address on two interfaces, by its network', to(LINK_LOCAL, LINK_LOCAL), ['br0']],
  ['an address from nowhere', to(`20${'0'.repeat(30)}`, `20${'0'.repeat(30)}`), [null]],
])('%s', (_, connection, found) => expect(interfaces(connection)).toEqual(found));

test('two cards in one network leave it open, whatever their metrics', () => {
  const routes = [...NET.routes, { ...route('wlan0', '0a000000', 24), metric: 600 }];
  const of = (addresses: Map<string, string[]>) =>
    sshSessions([to('0a000005')], null, { routes, addresses }).map(session => session.interface);
  expect(of(new Map())).toEqual([null]);
  expect(of(new Map([['0a000005', ['wlan0']]]))).toEqual(['wlan0']);
});

test('the host talking to itself is left out', () => {
  expect(interfaces(to('7f000001', '7f000001'), to('00000000000000000000000000000001'))).toEqual([]);
});

test('each interface once, ours first and whatever its port', () => {
  const ours = parseSshConnection('198.51.100.7 54321 10.0.0.5 2222');
  expect(
    sshSessions([to('c000020a'), to('c000020a', '0a000009'), to('0a000005', 'c6336407', 2222)], ours, NET),
  ).toEqual([
    { interface: 'br0', isOurs: true, source: '/proc/net/tcp' },
    { interface: 'eth0', isOurs: false, source: '/proc/net/tcp' },
  ]);
});

test('a session that is gone does not count, nor does a port that is not SSH', () => {
  const ours = parseSshConnection('198.51.100.7 1 10.0.0.5 2222');
  expect(sshSessions([to('0a000005', 'c6336407', 2222)], ours, NET)).toEqual([]);
});

test('the zone of a link-local session names its interface', () => {
  const ours = parseSshConnection('fe80::200:fcff:fe00:2%eth0 54321 fe80::200:fcff:fe00:1%eth0 22');
  expect(sshSessions([to(LINK_LOCAL, 'fe800000000000000200fcfffe000002')], ours, NET)).toEqual([
    { interface: 'eth0', isOurs: true, source: '/proc/net/tcp' },
  ]);
});

test.each(['', '1.2.3.4 22', 'UNKNOWN 65535 UNKNOWN 65535', '1.2.3.4 x 5.6.7.8 22'])('%j says nothing', text =>
  expect(parseSshConnection(text)).toBeNull(),
);

test('answers to any text', () => expectAnswerToAnyText(parseSshConnection, '198.51.100.7 54321 10.0.0.5 22'));
