import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { findUdevRules, rulesAboutNode } from './udev-rules.ts';

const FILE = '/etc/udev/rules.d/10-vfio.rules';
const TEXT = [
  '# vfio nodes',
  'SUBSYSTEM=="vfio", \\',
  '  # for the group',
  '  GROUP="vfio", MODE="0660"',
  'KERNEL=="sda", MODE="0600"',
  'ACTION=="add", SUBSYSTEM=="pci", ATTR{driver_override}="vfio-pci"',
  'KERNEL=="iommu", GROUP="vfio"',
].join('\n');

test('lines that speak of VFIO, KVM or iommufd, put together', () => {
  expect(findUdevRules(TEXT, FILE)).toEqual([
    { file: FILE, line: 2, text: 'SUBSYSTEM=="vfio", GROUP="vfio", MODE="0660"' },
    { file: FILE, line: 6, text: 'ACTION=="add", SUBSYSTEM=="pci", ATTR{driver_override}="vfio-pci"' },
    { file: FILE, line: 7, text: 'KERNEL=="iommu", GROUP="vfio"' },
  ]);
});

test('a huge rule is cut, and a huge file takes no time', () => {
  const [rule] = findUdevRules(`SUBSYSTEM=="vfio", ${'ENV{A}="b", '.repeat(100_000)}`, FILE);
  expect(rule?.text.length).toBe(1003);
  expect(findUdevRules('KERNEL=="sda"\n'.repeat(200_000), FILE)).toEqual([]);
});

test('only rules that set who may open count for a node', () => {
  expect(rulesAboutNode(findUdevRules(TEXT, FILE), 'vfio', '46').map(rule => rule.line)).toEqual([2]);
  expect(rulesAboutNode(findUdevRules(TEXT, FILE), 'misc', 'iommu').map(rule => rule.line)).toEqual([7]);
});

test('a kernel name is taken as it is', () => {
  const rules = findUdevRules('KERNEL=="vfio/4.", MODE="0666"', FILE);
  expect(rulesAboutNode(rules, 'none', '4.')).toHaveLength(1);
  expect(rulesAboutNode(findUdevRules('KERNEL=="vfio/46", MODE="0666"', FILE), 'none', '4.')).toEqual([]);
});

test('answers to any text', () => expectAnswerToAnyText(text => findUdevRules(text, FILE), TEXT));
