import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseConnections } from './connections.ts';

const HEADING = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const line = (n: number, local: string, remote: string, state: string) =>
  `${String(n).padStart(4)}: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 1060 1 0 100 0 0 10 0\n`;
// 192.0.2.10:22 from 198.51.100.7:54321, and 10.0.0.5:2222 from 10.0.0.9:40000
const OURS = line(1, '0A0200C0:0016', '076433C6:D431', '01');
const TCP = [
  `${HEADING}\n`,
  line(0, '00000000:0016', '00000000:0000', '0A'),
  OURS,
  line(2, '0A0200C0:0016', '076433C6:D432', '06'),
  line(3, '0500000A:08AE', '0900000A:9C40', '01'),
  line(10_000, '0A0200C0:C001', '01010101:0016', '01'),
].join('');

test('established connections to port 22', () => {
  expect(parseConnections(TCP, new Set([22]))).toEqual([
    { local: { address: 'c000020a', port: 22 }, remote: { address: 'c6336407', port: 54_321 } },
  ]);
});

test('and to another port that SSH listens on', () => {
  expect(parseConnections(TCP, new Set([22, 2222]))).toHaveLength(2);
});

test('IPv6, and IPv4 in IPv6', () => {
  const tcp6 = [
    `${HEADING}\n`,
    line(0, '000080FE00000000FFFC0002010000FE:0016', '000080FE00000000FFFC0002020000FE:9C40', '01'),
    line(1, '0000000000000000FFFF00000A0200C0:0016', '0000000000000000FFFF0000076433C6:9C41', '01'),
  ].join('');
  expect(parseConnections(tcp6, new Set([22]))).toMatchObject([
    { local: { address: 'fe800000000000000200fcfffe000001' } },
    { local: { address: 'c000020a' }, remote: { address: 'c6336407', port: 40_001 } },
  ]);
});

test('a text that was cut short counts up to its last whole line', () => {
  const cut = TCP.slice(0, TCP.indexOf(OURS) + OURS.length + 20);
  expect(parseConnections(cut, new Set([22]), true)).toHaveLength(1);
  expect(parseConnections(cut, new Set([22]))).toHaveProperty('malformed');
});

test('no connection, and no such file', () => {
  expect(parseConnections(`${HEADING}\n`, new Set([22]))).toEqual([]);
  expect(parseConnections('', new Set([22]))).toHaveProperty('malformed');
});

test('a hundred thousand connections take no time', () => {
  const many = `${HEADING}\n${line(7, '0A0200C0:01BB', '076433C6:D431', '01').repeat(100_000)}`;
  const started = performance.now();
  expect(parseConnections(many, new Set([22]))).toEqual([]);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('answers to any text', () => expectAnswerToAnyText(text => parseConnections(text, new Set([22])), TCP));
