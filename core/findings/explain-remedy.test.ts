import { expect, test } from 'vitest';
import { explainRemedy, remediesFor } from './explain-remedy.ts';
import type { Remedy } from './remedy.ts';

const again: Remedy = { kind: 'bindery', words: 'check -d 01:00.0', needsRoot: true, effect: 'sees more' };
const advice: Remedy = { kind: 'advice', text: 'Wait.' };

test('Bindery is named the way it was started', () => {
  expect(explainRemedy(again, null, 'npm run -s bindery --')).toEqual({
    text: 'Run as root; it sees more:',
    copy: 'npm run -s bindery -- check -d 01:00.0',
  });
  expect(explainRemedy({ ...again, input: 'dmesg' }, null, 'bindery').copy).toBe('dmesg | bindery check -d 01:00.0');
});

test('who does not know how gives the words alone', () => {
  expect(explainRemedy(again, null)).toEqual({
    text: 'Run Bindery in a terminal as root, with these words after its name; it sees more:',
    copy: 'check -d 01:00.0',
  });
});

test('it is no remedy for another host than this', () => {
  expect(remediesFor([again, advice], true)).toEqual([again, advice]);
  expect(remediesFor([again, advice], false)).toEqual([advice]);
});
