/** `bindery check`: what stands in the way, as text, JSON or Markdown to post. */
import { type Command, Option } from 'commander';
import { describeFinding, worstSeverity } from '../../core/findings/describe.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { anonymise } from '../../core/host/anonymise.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { reviewHost, reviewMachine } from '../../core/machine/review.ts';
import { argumentPlaceOf } from '../../core/platform/explain-argument.ts';
import { formatMarkdown } from '../../core/report/markdown.ts';
import { readInstallation } from '../installation.ts';
import { exitCodeOf } from './exit-code.ts';
import { formatFindings } from './format-findings.ts';
import { hostFlags, hostOptions, isThisHost } from './host-flags.ts';
import { type HostFlags, openHost } from './open-host.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage-error.ts';
import { isAboutMachine, openWish, type WishSource, wishOptions } from './wish-options.ts';

type CheckFlags = HostFlags & WishSource & { format?: 'text' | 'json' | 'markdown'; json?: true; keepNames?: true };

export function addCheckCommand(program: Command, { out, bindery }: Output, finish: (code: number) => void): void {
  wishOptions(
    hostOptions(
      program
        .command('check')
        .description('say what stands in the way on this host, and of a machine where one is described'),
    ),
  )
    .addOption(
      new Option('--format <form>', 'how to say it; markdown is for posting').choices(['text', 'json', 'markdown']),
    )
    .option('--json', 'the same as --format json')
    .option('--keep-names', 'leave names and serial numbers in Markdown')
    .action(async (flags: CheckFlags) => {
      if (flags.json && flags.format !== undefined && flags.format !== 'json')
        throw new UsageError(`--json and --format ${flags.format} cannot be used together.`);
      const format = flags.json ? 'json' : (flags.format ?? 'text');
      if (flags.keepNames && format !== 'markdown')
        throw new UsageError('--keep-names goes with --format markdown: text and JSON keep names anyway.');
      const spec = isAboutMachine(flags) ? await openWish(flags) : null;
      const asked = await openHost(hostFlags(flags));
      const { snapshot: host, clean } =
        format === 'markdown' && !flags.keepNames ? anonymise(asked) : { snapshot: asked, clean: keep };
      const findings = spec ? reviewMachine(host, spec).findings : reviewHost(host);
      out(write(format, { host, findings, clean, bindery: isThisHost(flags) ? bindery : null }));
      finish(exitCodeOf(worstSeverity(findings)));
    });
}

const keep = (text: string) => text;

type Answer = {
  host: HostSnapshot;
  findings: readonly Finding[];
  clean: (text: string) => string;
  /** null: it is another host. */
  bindery: string | null;
};

function write(format: 'text' | 'json' | 'markdown', answer: Answer): string {
  switch (format) {
    case 'text':
      return formatFindings(answer.findings, { place: argumentPlaceOf(answer.host), bindery: answer.bindery });
    case 'json':
      return `${JSON.stringify(answer.findings.map(withWords), null, 2)}\n`;
    case 'markdown':
      return formatMarkdown({ ...answer, version: readInstallation().version });
  }
}

/** Scripts get the facts; people who read the JSON get the words beside them. */
export function withWords(finding: Finding) {
  return { ...describeFinding(finding), facts: finding };
}
