/** `bindery explain`: what messages of the kernel and of QEMU mean, and what to do about them. */
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { type Explained, explainText } from '../../core/decoder/explain-text.ts';
import { explainRemedy } from '../../core/findings/explain-remedy.ts';
import { countOf } from '../../core/findings/function-label.ts';
import { oneLine } from '../../core/findings/one-line.ts';
import { EXIT } from './exit-code.ts';
import { readFile } from './open-host.ts';
import type { Output } from './output.ts';
import { wrap } from './wrap.ts';

const WIDTH = 100;
const COLOURS = { trouble: 'red', note: 'cyan', fine: 'green' } as const;
const MOST_LINES = 5;

export function addExplainCommand(program: Command, { out }: Output, finish: (code: number) => void): void {
  program
    .command('explain')
    .description('explain messages of the kernel and of QEMU from a file, or pasted into standard input')
    .argument('[file]', 'a log or a pasted message; - is standard input', '-')
    .option('--json', 'print the explanations as JSON')
    .action(async (file: string, flags: { json?: true }) => {
      const explanation = explainText(await readFile(file, 'The text'));
      out(
        flags.json
          ? `${JSON.stringify(explanation, null, 2)}\n`
          : [
              ...explanation.explained.map(formatExplained),
              `${countOf(explanation.totalLines, 'line')} read, ${explanation.unknownLines} of them say nothing about PCI assignment that is known here.\n`,
            ].join('\n'),
      );
      finish(explanation.explained.some(({ weight }) => weight === 'trouble') ? EXIT.attention : EXIT.ok);
    });
}

function formatExplained({ weight, title, cause, remedies, lines, count, excerpt }: Explained): string {
  const places = `${lines.length === 1 ? 'line' : 'lines'} ${lines.slice(0, MOST_LINES).join(', ')}${count > MOST_LINES ? `, ... (${count} in all)` : ''}`;
  return [
    `${styleText(['bold', COLOURS[weight]], oneLine(title))}  ${styleText('dim', `[${places}]`)}`,
    styleText('dim', `    ${oneLine(excerpt)}`),
    wrap(oneLine(cause), WIDTH, '    '),
    ...remedies.flatMap(remedy => {
      const { text, copy } = explainRemedy(remedy, null);
      return [
        wrap(oneLine(`-> ${text}`), WIDTH, '    '),
        ...(copy === null ? [] : copy.split('\n').map(line => `       ${oneLine(line)}`)),
      ];
    }),
    '',
  ].join('\n');
}
