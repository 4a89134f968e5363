import { expect, it } from 'vitest';
import { isKnown } from '../../core/host/measured.ts';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { functionKind } from './function-kind.ts';

it('calls a bridge what core calls one, by its header and not by its class', async () => {
  const { functions } = await sampleSnapshot('intel-desktop');
  const port = isKnown(functions) ? functions.find(fn => fn.bdf === '0000:00:01.0') : undefined;
  if (!port) throw new Error('The sample has no root port at 0000:00:01.0.');
  const unread = { unknown: 'denied', source: '/sys/x', detail: 'EACCES' } as const;
  expect(functionKind(port)).toBe('bridge');
  expect(functionKind({ ...port, classCode: unread })).toBe('bridge');
  // A switch for graphics cards: class 0680, an ordinary header, can be assigned.
  expect(functionKind({ ...port, classCode: 0x068000, config: '00'.repeat(64) })).toBe('other');
});
