import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseBlockSignature } from './udev-record.ts';

const record = (...properties: string[]) =>
  ['S:disk/by-id/x', 'I:2381423', ...properties.map(text => `E:${text}`), 'G:systemd', 'V:1', ''].join('\n');

test('a file system with a label in odd characters', () => {
  const text = record(
    'ID_FS_TYPE=ext4',
    'ID_FS_LABEL=my_disk',
    'ID_FS_LABEL_ENC=my\\x20disk\\x20\\xc3\\xa9\\x5c\\x25',
    'ID_FS_UUID=6f1c2e9a-57d0-4b7e-9a41-0f6f2f6c5b1d',
    'ID_FS_UUID_ENC=6f1c2e9a-57d0-4b7e-9a41-0f6f2f6c5b1d',
  );
  expect(parseBlockSignature(text)).toEqual({
    type: 'ext4',
    label: 'my disk é\\%',
    uuid: '6f1c2e9a-57d0-4b7e-9a41-0f6f2f6c5b1d',
  });
});

test('a label that is no UTF-8', () => {
  expect(parseBlockSignature(record('ID_FS_TYPE=vfat', 'ID_FS_LABEL_ENC=\\xe4a\\xff\\xfe'))).toMatchObject({
    label: '\ufffda\ufffd\ufffd',
  });
});

test('no label, and nothing at all', () => {
  expect(parseBlockSignature(record('ID_FS_TYPE=LVM2_member', 'ID_FS_LABEL='))).toEqual({
    type: 'LVM2_member',
    label: null,
    uuid: null,
  });
  expect(parseBlockSignature(record('ID_PART_TABLE_TYPE=gpt', 'DEVTYPE=disk'))).toBeNull();
});

test.each(['', '\n', 'garbage\n', 'E:A=b\nnonsense\n'])('%j is no record', text =>
  expect(parseBlockSignature(text)).toHaveProperty('malformed'),
);

test('answers to any text', () => expectAnswerToAnyText(parseBlockSignature, record('ID_FS_LABEL_ENC=\\xe4')));
