import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseInterruptRemapping } from './interrupt-remapping.ts';

const table = (controller: string, device: string) => `            CPU0       CPU1       
   0:         42          0  ${controller}    2-edge      timer
 130:          0          7  PCI-MSIX-0000:00:01.0   0-edge      ${device}
 NMI:          0          0   Non-maskable interrupts
`;

test.each([
  ['IR-IO-APIC', 'nvme0q0', true],
  ['IO-APIC', 'nvme0q0', false],
  ['IO-APIC', 'name IR-LIKE', false],
])('controller %s, device %s: %j', (controller, device, isRemapping) => {
  expect(parseInterruptRemapping(table(controller, device))).toBe(isRemapping);
});

test.each(['', 'IR-IO-APIC', '  0: 1 IR-IO-APIC'])('%j is malformed', text => {
  expect(parseInterruptRemapping(text)).toHaveProperty('malformed');
});

test('answers to any text', () => expectAnswerToAnyText(parseInterruptRemapping, table('IR-IO-APIC', 'timer')));
