/**
 * The command line: the same use cases as in the window, as text for people and JSON for scripts.
 * Every command sets an exit code and returns; nothing here ends the process by itself.
 */
import { Command, CommanderError, Option } from 'commander';
import { formatArgv } from '../../core/export/argv.ts';
import { formatCommandText } from '../../core/export/command-text.ts';
import { preparationLines } from '../../core/export/preparation.ts';
import { formatShellScript } from '../../core/export/shell-script.ts';
import { exportObstacles } from '../../core/findings/export-obstacles.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { MachineSpec } from '../../core/machine/machine-spec.ts';
import { type MachineReview, reviewMachine } from '../../core/machine/review.ts';
import { argumentPlaceOf } from '../../core/platform/explain-argument.ts';
import type { ProbeSession } from '../app/probe/session.ts';
import { readInstallation } from '../installation.ts';
import { addCheckCommand, withWords } from './check-command.ts';
import { EXIT } from './exit-code.ts';
import { addExplainCommand } from './explain-command.ts';
import { formatFindings } from './format-findings.ts';
import { formatHost } from './format-host.ts';
import { hostFlags, hostOptions, isThisHost } from './host-flags.ts';
import { type HostFlags, openHost } from './open-host.ts';
import type { Output } from './output.ts';
import { probeCommands } from './probe-commands.ts';
import { addSnapshotCommand } from './snapshot-command.ts';
import { UsageError } from './usage-error.ts';
import { openWish, type WishSource, wishOptions } from './wish-options.ts';
import { writeExport } from './write-export.ts';

type ExportFlags = HostFlags &
  WishSource & {
    json?: true;
    to: 'script' | 'qemu';
    output?: string;
    overwrite?: true;
    force?: true;
  };

/** Starts the loopback shell and stays until it ends; resolves to the exit code. */
export type Serve = (options: {
  port?: number | undefined;
  root?: string | undefined;
  open?: boolean | undefined;
}) => Promise<number>;

/** What the entry and the tests put in: each starts something that lives longer than a call. */
export type Starters = { serve: Serve; openSession: () => ProbeSession };

/** Runs one command line. @returns the exit code. */
export async function run(words: readonly string[], output: Output, starters: Starters): Promise<number> {
  let code: number = EXIT.ok;
  const program = build(output, starters, value => {
    code = value;
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    // Commander has printed its own message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof UsageError)) throw error;
    output.err(`bindery: ${error.message}\n`);
    return EXIT.usage;
  }
}

function build(output: Output, { serve, openSession }: Starters, finish: (code: number) => void): Command {
  const { out, err } = output;
  const program = new Command('bindery')
    .description('Hands PCI devices to QEMU virtual machines through VFIO, and says beforehand what stands in the way.')
    .version(readInstallation().version)
    .configureOutput({ writeOut: out, writeErr: err })
    .exitOverride()
    .showHelpAfterError('("bindery --help" shows what there is)')
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing stands in the way, 1 take care or could not measure, 2 blocked, 64 the command line is wrong.',
    );

  hostOptions(program.command('scan').description('read this host, without privilege, and show what was found'))
    .option('--json', 'print the whole snapshot as JSON')
    .action(async (flags: HostFlags & { json?: true }) => {
      const host = await openHost(hostFlags(flags));
      out(flags.json ? json(host) : `${formatHost(host)}\n`);
    });

  addCheckCommand(program, output, finish);
  addSnapshotCommand(program, output);
  addExplainCommand(program, output, finish);

  wishOptions(
    hostOptions(program.command('export').description('write the machine down as a command line or a script')),
  )
    .addOption(new Option('--to <form>', 'what to write').choices(['script', 'qemu']).default('script'))
    .option('--output <file>', 'write to this file instead of standard output')
    .option('--overwrite', 'replace the file if it exists')
    .option('--force', 'write it although something blocks; a script says so at its top')
    .option('--json', 'print the arguments, the reasons and the findings as JSON')
    .action(async (flags: ExportFlags) => {
      const { host, review, spec } = await reviewWish(flags);
      const obstacles = exportObstacles(review.findings);
      const isRefused = obstacles.length > 0 && !flags.force;
      const text = flags.json ? exportJson(review, isRefused) : isRefused ? '' : exportText(review, spec, flags.to);
      if (isRefused)
        err(
          `${formatFindings(obstacles, { place: argumentPlaceOf(host), bindery: isThisHost(flags) ? output.bindery : null })}\nNothing was exported. Mend what stands in the way, or add --force.\n`,
        );
      if (flags.output !== undefined && !isRefused) {
        writeExport(flags.output, text, {
          overwrite: flags.overwrite ?? false,
          executable: flags.to === 'script' && !flags.json,
        });
      } else out(text);
      finish(isRefused ? EXIT.blocked : EXIT.ok);
    });

  program.addCommand(inherit(probeCommands({ output, finish, openSession }), program));

  program
    .command('serve')
    .description('serve the window on 127.0.0.1 with a one-time link')
    .option('--port <number>', 'port to listen on; any free one by default')
    .option('--root <folder>', 'offer a recorded host beside this one')
    .option('--open', 'open the link in the browser')
    .action(async (flags: { port?: string; root?: string; open?: true }) => {
      finish(await serve({ port: readPort(flags.port), root: flags.root, open: flags.open ?? false }));
    });

  return program;
}

/** A command that was built by itself writes and exits as its parent does, and so do those below it. */
function inherit(command: Command, parent: Command): Command {
  for (const child of command.commands) inherit(child, parent);
  return command.copyInheritedSettings(parent);
}

async function reviewWish(
  flags: ExportFlags,
): Promise<{ host: HostSnapshot; spec: MachineSpec; review: MachineReview }> {
  const spec = await openWish(flags);
  const host = await openHost(hostFlags(flags));
  return { host, spec, review: reviewMachine(host, spec) };
}

function exportText(review: MachineReview, spec: MachineSpec, to: 'script' | 'qemu'): string {
  if (to === 'script') return formatShellScript(review.command, spec, review.findings);
  return formatCommandText(review.command);
}

function exportJson(review: MachineReview, isRefused: boolean): string {
  return json({
    argv: isRefused ? null : formatArgv(review.command),
    /** Shell lines: what must be there before the first start. */
    preparation: isRefused ? null : preparationLines(review.command),
    command: isRefused ? null : review.command,
    findings: review.findings.map(withWords),
  });
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new UsageError(`--port ${text} is no port number (0 to 65535).`);
  return port;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
