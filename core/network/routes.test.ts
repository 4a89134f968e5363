import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { defaultInterfaces, interfaceToward, parseIpv6Routes, parseRoutes, type Route } from './routes.ts';

const HEADING =
  'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT                                                       ';
const ROUTES = `${HEADING}
eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0                                                                               
wlan0\t00000000\t0100A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0                                                                              
br0\t0000100A\t00000000\t0001\t0\t0\t0\t0000FCFF\t0\t0\t0
*\t0000020A\t00000000\t0201\t0\t0\t0\t0000FFFF\t0\t0\t0
`;

test('IPv4: 192.0.2.1 is the router, 192.0.2.0/24 and 10.16.0.0/14 are near', () => {
  expect(parseRoutes(ROUTES)).toEqual([
    { interface: 'eth0', network: '00000000', prefixLength: 0, isConnected: false, metric: 100 },
    { interface: 'wlan0', network: '00000000', prefixLength: 0, isConnected: false, metric: 600 },
    { interface: 'eth0', network: 'c0000200', prefixLength: 24, isConnected: true, metric: 100 },
    { interface: 'br0', network: '0a100000', prefixLength: 14, isConnected: true, metric: 0 },
  ]);
});

test('nothing, and a heading alone, are no route; another heading is no such file', () => {
  expect(parseRoutes(`${HEADING}\n`)).toEqual([]);
  expect(parseRoutes('')).toEqual([]);
  expect(parseRoutes('Kernel IP routing table\n')).toHaveProperty('malformed');
});

test.each(['00FFFF0F', 'FFFFFF', 'xyz'])('a mask %s is none', mask => {
  expect(parseRoutes(`${HEADING}\neth0\t00000000\t00000000\t0001\t0\t0\t0\t${mask}\t0\t0\t0\n`)).toHaveProperty(
    'malformed',
  );
});

const NOWHERE = '0'.repeat(32);
const ipv6 = (network: string, length: string, flags: string, name: string, metric = '00000400') =>
  `${network} ${length} ${NOWHERE} 00 fe800000000000000000000000000001 ${metric} 00000001 00000000 ${flags} ${name.padStart(8)}\n`;

test('IPv6: router announcements, rejected and own addresses', () => {
  const text = [
    ipv6('fd000000000000000000000000000000', '40', '00000001', 'eth0', '00000100'),
    ipv6(NOWHERE, '00', '00450003', 'eth0'),
    // unreachable default, as the kernel has it on lo
    ipv6(NOWHERE, '00', '00200200', 'lo', 'ffffffff'),
    ipv6('00000000000000000000000000000001', '80', '80200001', 'lo', '00000000'),
    ipv6('ff000000000000000000000000000000', '08', '00000001', 'eth0'),
  ].join('');
  expect(parseIpv6Routes(text)).toEqual([
    {
      interface: 'eth0',
      network: 'fd000000000000000000000000000000',
      prefixLength: 64,
      isConnected: true,
      metric: 256,
    },
    { interface: 'eth0', network: NOWHERE, prefixLength: 0, isConnected: false, metric: 1024 },
    {
      interface: 'eth0',
      network: 'ff000000000000000000000000000000',
      prefixLength: 8,
      isConnected: true,
      metric: 1024,
    },
  ]);
  expect(parseIpv6Routes('')).toEqual([]);
  expect(parseIpv6Routes('garbage\n')).toHaveProperty('malformed');
  expect(parseIpv6Routes(ipv6(NOWHERE, '81', '00000001', 'eth0'))).toHaveProperty('malformed');
});

test('default routes leave through interfaces, each once', () => {
  const routes = parseRoutes(
    `${ROUTES}eth0\t00000000\t020200C0\t0003\t0\t0\t101\t00000000\t0\t0\t0\nlo\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n`,
  );
  expect(defaultInterfaces(Array.isArray(routes) ? routes : [])).toEqual(['eth0', 'wlan0']);
});

test('the longest route wins, then the cheapest', () => {
  const routes = parseRoutes(ROUTES) as Route[];
  expect(interfaceToward(routes, 'c0000205')).toBe('eth0');
  expect(interfaceToward(routes, '0a13ffff')).toBe('br0');
  expect(interfaceToward(routes, '0a140000')).toBe('eth0');
  expect(interfaceToward(routes.toReversed(), '08080808')).toBe('eth0');
  expect(interfaceToward(routes, `fd${'0'.repeat(30)}`)).toBeNull();
});

test('answers to any text', () => {
  expectAnswerToAnyText(parseRoutes, ROUTES);
  expectAnswerToAnyText(parseIpv6Routes, ipv6(NOWHERE, '00', '00450003', 'eth0'));
});
