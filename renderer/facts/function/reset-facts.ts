/** How a function is reset, and how it sleeps: itself and the bridges above it. */
import type { HostIndex } from '../../../core/host/host-index.ts';
import { isKnown } from '../../../core/host/measured.ts';
import type { PciFunction } from '../../../core/host/snapshot.ts';
import type { Bdf } from '../../../core/pci/bdf.ts';
import { resetWay } from '../../../core/vfio/reset-way.ts';
import { code, type FactGroup, fact, type Line, say, sayLines } from '../fact.ts';

/** Source: Linux drivers/pci/pci.c, pci_reset_fn_methods; Documentation/ABI/testing/sysfs-bus-pci, reset_method. */
const MEANINGS: Readonly<Record<string, string>> = {
  flr: 'function level reset: the function alone, as the standard has it',
  af_flr: 'function level reset of conventional PCI: the function alone',
  pm: 'through the power state D3hot and back: the function alone',
  bus: 'the whole bus, with everything on it',
  cxl_bus: 'the whole CXL bus, with everything on it',
  device_specific: 'a way that the kernel knows for this model',
  acpi: 'by a method of the firmware (ACPI _RST)',
};

export function resetFacts(index: HostIndex, fn: PciFunction): FactGroup {
  return {
    title: 'Reset',
    facts: [
      { term: 'Before a machine starts', lines: [resetWords(index, fn)] },
      {
        term: 'Methods in order',
        lines: sayLines(fn.resetMethods, methods =>
          methods.length === 0
            ? [['None']]
            : methods.map(method => {
                const meaning = MEANINGS[method];
                return meaning ? [code(method), `: ${meaning}`] : [code(method)];
              }),
        ),
      },
    ],
  };
}

function resetWords(index: HostIndex, fn: PciFunction): Line {
  const way = resetWay(index, fn);
  switch (way.kind) {
    case 'alone':
      return ['The function is reset by itself'];
    case 'with-bus': {
      const others = way.mates.filter(mate => mate !== fn).length;
      return others === 0
        ? ['The bus is reset; nothing else is on it']
        : [
            `The bus is reset: it and ${others === 1 ? 'one other function' : `${others} other functions`} must go together`,
          ];
    }
    case 'none':
      return ['It cannot be reset: what one machine leaves behind, the next one finds'];
    case 'unmeasured':
      return [way.gap];
  }
}

export function powerFacts(index: HostIndex, fn: PciFunction): FactGroup {
  const bridges = isKnown(fn.bridgePath) ? fn.bridgePath : [];
  return {
    title: 'Power',
    facts: [
      fact('Power state', fn.powerState, state => [code(state), POWER[state] ?? '']),
      fact('Runtime power management', fn.runtimeStatus, status => (status === null ? 'The kernel has none' : status)),
      fact('May sleep while idle', fn.mayRuntimeSuspend, yesNoUnsaid),
      fact('May lose power (D3cold)', fn.isD3coldAllowed, yesNoUnsaid),
    ],
    tables:
      bridges.length === 0
        ? []
        : [
            {
              title: 'Bridges above it',
              columns: ['Bridge', 'Power state', 'May sleep while idle', 'May lose power (D3cold)'],
              rows: bridges.map(bdf => ({ key: bdf, cells: bridgeCells(index, bdf) })),
            },
          ],
  };
}

function bridgeCells(index: HostIndex, bdf: Bdf): Line[] {
  const bridge = index.functions.get(bdf);
  if (!bridge) return [[code(bdf)], ['Not in this scan']];
  return [
    [code(bdf)],
    say(bridge.powerState, state => code(state)),
    say(bridge.mayRuntimeSuspend, yesNoUnsaid),
    say(bridge.isD3coldAllowed, yesNoUnsaid),
  ];
}

/** Source: PCI Bus Power Management Interface Specification 1.2, chapter 5. */
const POWER: Readonly<Record<string, string>> = {
  D0: ', awake',
  D1: ', light sleep',
  D2: ', deeper sleep',
  D3hot: ', asleep with power',
  D3cold: ', asleep without power',
};

function yesNoUnsaid(value: boolean | null): string {
  if (value === null) return 'The kernel does not say';
  return value ? 'Yes' : 'No';
}
