import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseCpuInfo } from './cpuinfo.ts';

const INTEL = `processor	: 0
vendor_id	: GenuineIntel
model name	: Intel(R) Core(TM) i7-12700K
flags		: fpu vmx ept
address sizes	: 46 bits physical, 48 bits virtual

processor	: 1
vendor_id	: SomethingElse
`;

const ARM = `processor	: 0
BogoMIPS	: 50.00
Features	: fp asimd
CPU implementer	: 0x41
`;

test('reads the first processor', () => {
  expect(parseCpuInfo(INTEL)).toEqual({
    vendor: 'GenuineIntel',
    model: 'Intel(R) Core(TM) i7-12700K',
    flags: ['fpu', 'vmx', 'ept'],
    physicalAddressBits: 46,
  });
});

test('says what Arm does not print', () => {
  expect(parseCpuInfo(ARM)).toEqual({
    vendor: { malformed: 'no line "vendor_id"' },
    model: { malformed: 'no line "model name"' },
    flags: ['fp', 'asimd'],
    physicalAddressBits: { malformed: 'no line "address sizes"' },
  });
});

test.each(['0 bits physical', '65 bits physical', 'many'])('%s is no width', line => {
  expect(parseCpuInfo(`address sizes : ${line}\n`).physicalAddressBits).toEqual({ malformed: line });
});

test('answers to any text', () => expectAnswerToAnyText(parseCpuInfo, INTEL));
