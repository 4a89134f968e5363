import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseGroupLink } from './group-link.ts';

test.each([
  ['../../../../kernel/iommu_groups/14', 14],
  ['../../../../kernel/iommu_groups/', { malformed: '../../../../kernel/iommu_groups/' }],
  ['14', { malformed: '14' }],
  ['', { malformed: 'empty' }],
])('%j is %j', (link, group) => {
  expect(parseGroupLink(link)).toEqual(group);
});

test('answers to any text', () => expectAnswerToAnyText(parseGroupLink, '../../../kernel/iommu_groups/14'));
