/** `bindery explain`: what messages of the kernel and of QEMU mean, and what to do about them. */
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { type Explained, type Explanation, explainText } from '../../core/decoder/explain-text.ts';
import { explainRemedy } from '../../core/findings/explain-remedy.ts';
import { countOf } from '../../core/findings/function-label.ts';
import { oneLine } from '../../core/findings/one-line.ts';
import { describeNoText } from '../../core/import/no-text.ts';
import { EXIT } from './exit-code.ts';
import { readFile } from './open-host.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage-error.ts';
import { wrap } from './wrap.ts';

const WIDTH = 100;
const COLOURS = { trouble: 'red', note: 'cyan', fine: 'green' } as const;
const MOST_LINES = 5;

export function addExplainCommand(program: Command, { out }: Output, finish: (code: number) => void): void {
  program
    .command('explain')
    .description('explain messages of the kernel and of QEMU from a file, or pasted into standard input')
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing bad is known of it, 1 it speaks of trouble, 2 it holds a message that stops a machine, 64 there is no text.',
    )
    .argument('[file]', 'a log or a pasted message; - is standard input', '-')
    .option('--json', 'print the explanations as JSON')
    .action(async (file: string, flags: { json?: true }) => {
      const explanation = explainText(requireText(await readFile(file, 'The text'), file));
      out(
        flags.json
          ? `${JSON.stringify(explanation, null, 2)}\n`
          : [...explanation.explained.map(formatExplained), formatCount(explanation)].join('\n'),
      );
      finish(exitCodeOf(explanation));
    });
}

function exitCodeOf({ explained }: Explanation): number {
  if (explained.some(({ stops }) => stops)) return EXIT.blocked;
  return explained.some(({ weight }) => weight === 'trouble') ? EXIT.attention : EXIT.ok;
}

/** Nothing to read must not look like nothing to mend. */
function requireText(text: string, file: string): string {
  const name = file === '-' ? 'Standard input' : file;
  const detail = describeNoText(text);
  if (detail !== null) throw new UsageError(`${name} ${detail} Expected is a log, or messages that were copied.`);
  return text;
}

function formatCount({ totalLines, unknownLines }: Explanation): string {
  const subject = totalLines === 1 ? 'it' : unknownLines === totalLines ? 'they' : `${unknownLines} of them`;
  const verb = unknownLines === 1 ? 'says' : 'say';
  const rest = unknownLines === 0 ? '' : `; ${subject} ${verb} nothing about PCI assignment that is known here`;
  return `${countOf(totalLines, 'line')} read${rest}.
`;
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
