import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parsePciUevent } from './uevent.ts';

const NVME = `DRIVER=nvme
PCI_CLASS=10802
PCI_ID=144D:A80A
PCI_SUBSYS_ID=144D:A801
PCI_SLOT_NAME=0000:02:00.0
MODALIAS=pci:v0000144Dd0000A80Asv0000144Dsd0000A801bc01sc08i02
`;

test('reads ids and driver', () => {
  expect(parsePciUevent(NVME)).toEqual({
    classCode: 0x010802,
    vendorId: 0x144d,
    deviceId: 0xa80a,
    subsystemVendorId: 0x144d,
    subsystemDeviceId: 0xa801,
    driver: 'nvme',
  });
});

test('no driver line means no driver, and zeros mean no subsystem', () => {
  expect(parsePciUevent('PCI_CLASS=60400\nPCI_ID=8086:1901\nPCI_SUBSYS_ID=0000:0000\n')).toMatchObject({
    classCode: 0x060400,
    subsystemVendorId: null,
    subsystemDeviceId: null,
    driver: null,
  });
});

test.each(['', 'DRIVER=nvme\n', 'PCI_CLASS=1000000\nPCI_ID=1:2\n', NVME.slice(0, 50), NVME.replace('144D:A801', 'no')])(
  '%j is malformed',
  text => {
    expect(parsePciUevent(text)).toHaveProperty('malformed');
  },
);

test('answers to any text', () => expectAnswerToAnyText(parsePciUevent, NVME));
