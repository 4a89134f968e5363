import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markdownBlock, markdownCode, markdownText } from './markdown-text.ts';

describe('running text', () => {
  test.each([
    ['plain words, 16 GiB: 50% (of it).', 'plain words, 16 GiB: 50% (of it).'],
    ['snd_hda_intel and _this_', 'snd_hda_intel and \\_this\\_'],
    ['**bold** `code` [x](y) ~~z~~ |', '\\*\\*bold\\*\\* \\`code\\` \\[x\\](y) \\~\\~z\\~\\~ \\|'],
    ['<img src=x onerror=y> & more', '&lt;img src=x onerror=y&gt; &amp; more'],
    ['@everyone see #12', '@\u200beveryone see #\u200b12'],
    ['http://evil.example and www.evil.example', 'http:\u200b//evil.example and www\u200b.evil.example'],
    ['- no list', '\\- no list'],
    ['1. no list', '1\\. no list'],
    ['--- no rule', '\\--- no rule'],
    ['# no heading', '#\u200b no heading'],
    ['> no quote', '&gt; no quote'],
    ['$x$ no formula', '\\$x\\$ no formula'],
    ['back\\slash', 'back\\\\slash'],
    ['two\nlines\u001b[2J \u202ereversed', 'two lines \\[2J reversed'],
  ])('%j', (text, markdown) => {
    expect(markdownText(text)).toBe(markdown);
  });
});

describe('code', () => {
  test.each([
    ['/sys/bus/pci', '`/sys/bus/pci`'],
    ['a `b` c', '``a `b` c``'],
    ['`x`', '`` `x` ``'],
    ['a|b', '`a¦b`'],
    [' \n', ''],
  ])('%j', (text, markdown) => {
    expect(markdownCode(text)).toBe(markdown);
  });

  test('a block is fenced by more than it holds', () => {
    expect(markdownBlock('a\n````\nb\u001b')).toBe('`````text\na\n````\nb \n`````');
  });
});

test('no text leaves its line, its cell or its code', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      expect(markdownText(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]|(?<!\\)(?:\\\\)*\|/u);
      const code = markdownCode(text);
      expect(code).not.toMatch(/[\p{Cc}|]/u);
      const fence = /^`*/.exec(code)?.[0] ?? '';
      if (code !== '') expect(code.slice(fence.length, -fence.length).split(/[^`]/)).not.toContain(fence);
      const block = markdownBlock(text).split('\n');
      expect(block.slice(1, -1)).not.toContain(block.at(-1));
    }),
  );
});
