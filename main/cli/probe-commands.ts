/** `bindery probe pins | regions | device`: asks the kernel about a function that VFIO holds. */
import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { severityOf, worstSeverity } from '../../core/findings/describe.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { knownOr } from '../../core/host/measured.ts';
import { parseSize } from '../../core/memory/parse-size.ts';
import { type Bdf, parseBdf } from '../../core/pci/bdf.ts';
import { chooseTarget, type ProbeTarget } from '../../core/probe/probe-target.ts';
import { type DmaInterface, type RegionCaseId, regionCaseIds } from '../../core/probe/region-case.ts';
import { probeDevice } from '../app/probe/device-probe.ts';
import { type PinProgress, probePins } from '../app/probe/pin-probe.ts';
import { probeRegions } from '../app/probe/region-probe.ts';
import type { MemoryBacking, ProbeSession } from '../app/probe/session.ts';
import { requireConsent } from './consent.ts';
import { exitCodeOf } from './exit-code.ts';
import { formatFindings } from './format-findings.ts';
import { formatDevice, formatPins, formatRegion } from './format-probe.ts';
import { openHost } from './open-host.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage-error.ts';

type CommonFlags = { by?: DmaInterface; yes?: true; json?: true };
type PinFlags = CommonFlags & { memory: string; full?: true; backing: keyof typeof BACKINGS; numaNode?: string };
type RegionFlags = CommonFlags & { peer?: string; mappings: string; only?: RegionCaseId[] };
type DeviceFlags = CommonFlags & { reset?: true };

const BACKINGS = {
  anonymous: { kind: 'anonymous' },
  memfd: { kind: 'memfd' },
  'huge-2m': { kind: 'hugetlb', pageSizeBytes: 2 * 1024 ** 2, asMemfd: true },
  'huge-1g': { kind: 'hugetlb', pageSizeBytes: 1024 ** 3, asMemfd: true },
} as const satisfies Record<string, MemoryBacking>;

export type ProbeCommands = { output: Output; finish: (code: number) => void; openSession: () => ProbeSession };

export function probeCommands({ output: { out, err, bindery }, finish, openSession }: ProbeCommands): Command {
  const probe = new Command('probe').description('ask the kernel about a function that VFIO holds');

  common(
    probe
      .command('pins')
      .alias('pin')
      .description('pin guest memory for a function and hold the account against the prediction'),
  )
    .option('--memory <size>', 'memory of the whole guest', '8G')
    .option('--full', 'pin all of it; without this 256 MiB, from which the whole is drawn out')
    .addOption(
      new Option('--backing <kind>', 'what the memory is made of').choices(Object.keys(BACKINGS)).default('anonymous'),
    )
    .option('--numa-node <number>', 'take the memory from this node only')
    .action(async (address: string, flags: PinFlags) => {
      const guestBytes = readMemory(flags.memory);
      const numaNode = readWhole('--numa-node', flags.numaNode);
      await withTarget(address, flags, async ({ host, target, by, signal }) => {
        const request = {
          target,
          by,
          guestBytes,
          isWhole: flags.full ?? false,
          backing: BACKINGS[flags.backing],
          numaNode,
          threads: availableParallelism(),
          userName: knownOr(host.user.name, null),
        };
        await using session = openSession();
        const { measured, estimate, findings } = await follow(probePins(session, request, signal), progress =>
          showProgress(err, progress),
        );
        conclude(
          { measured, estimate, findings },
          findings,
          flags,
          measured ? `${formatPins(measured, estimate)}\n\n` : '',
        );
      });
    });

  common(probe.command('regions').description('ask the kernel which memory it maps for a device, and how'))
    .option('--peer <address>', 'a second function under VFIO, for peer to peer')
    .option('--mappings <number>', 'how many small mappings to try where no limit is announced', '70000')
    .addOption(new Option('--only <questions...>', 'ask only these').choices(regionCaseIds))
    .action(async (address: string, flags: RegionFlags) => {
      const manyMappings = readWhole('--mappings', flags.mappings) ?? 0;
      await withTarget(address, flags, async ({ target, by, peerOf, signal }) => {
        const peer = flags.peer === undefined ? null : peerOf(flags.peer);
        await using session = openSession();
        const result = await follow(
          probeRegions(session, { target, by, peer, manyMappings, only: flags.only ?? null }, signal),
          answer => {
            if (!flags.json) out(`${formatRegion(answer)}\n`);
          },
        );
        conclude(result, result.findings, flags, '');
      });
    });

  common(probe.command('device').description('open a function and show its regions, interrupts, ROM and resets'))
    .option('--reset', 'try its own reset too')
    .action(async (address: string, flags: DeviceFlags) => {
      await withTarget(address, flags, async ({ target, by, signal }) => {
        await using session = openSession();
        const result = await probeDevice(session, { target, by, tryReset: flags.reset ?? false }, signal);
        conclude(result, result.findings, flags, result.inspection ? `${formatDevice(result)}\n` : '');
      });
    });

  return probe;

  type Ready = {
    host: Awaited<ReturnType<typeof openHost>>;
    target: ProbeTarget;
    by: DmaInterface;
    signal: AbortSignal;
    peerOf: (address: string) => ProbeTarget;
  };

  /** Only the live host can be asked, and only with consent: opening a function resets it. */
  async function withTarget(address: string, flags: CommonFlags, run: (ready: Ready) => Promise<void>): Promise<void> {
    const bdf = readAddress(address);
    const host = await openHost({});
    const choice = chooseTarget(host, bdf, flags.by ?? null);
    if (choice.kind === 'not-ready') {
      conclude({ findings: choice.findings }, choice.findings, flags, '', 2);
      return;
    }
    await requireConsent(`Opening ${bdf} resets it; whatever uses it loses it.`, flags.yes ?? false);
    const { target, by } = choice;
    const cancel = new AbortController();
    const interrupt = () => cancel.abort(new Cancelled());
    process.once('SIGINT', interrupt);
    const peerOf = (peer: string) => {
      const other = chooseTarget(host, readAddress(peer), by);
      if (other.kind === 'ready') return other.target;
      throw new UsageError(
        `--peer ${peer} cannot be used:\n${formatFindings(other.findings, { place: null, bindery })}`,
      );
    };
    try {
      await run({ host, target, by, signal: cancel.signal, peerOf });
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      err('Cancelled. Nothing is left mapped.\n');
      finish(130);
    } finally {
      process.off('SIGINT', interrupt);
    }
  }

  /** `leastCode`: a probe that could not start is blocked, whatever the severity of the reason is elsewhere. */
  function conclude(
    result: object,
    findings: readonly Finding[],
    { json }: CommonFlags,
    text: string,
    leastCode = 0,
  ): void {
    out(
      json
        ? `${JSON.stringify(result, hexForBigInts, 2)}\n`
        : text + formatFindings(findings, { place: null, bindery }),
    );
    finish(Math.max(leastCode, exitCodeOf(worstSeverity(findings.filter(finding => severityOf(finding) !== 'note')))));
  }
}

class Cancelled extends Error {}

/** JSON numbers end at 2^53; addresses and offsets are written as the kernel prints them. */
function hexForBigInts(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : value;
}

function common(command: Command): Command {
  return command
    .argument('<address>', 'the function, e.g. 01:00.0')
    .addOption(
      new Option('--by <interface>', 'how to reach it; what the host has by default').choices([
        'vfio-type1',
        'iommufd',
      ]),
    )
    .option('-y, --yes', 'go on although opening the function resets it')
    .option('--json', 'print the result as JSON');
}

/** Runs a generator to its end. @returns its value. */
async function follow<Step, Result>(
  steps: AsyncGenerator<Step, Result, undefined>,
  see: (step: Step) => void,
): Promise<Result> {
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return value;
    see(value);
  }
}

function showProgress(err: (text: string) => void, { stage, doneBytes, totalBytes }: PinProgress): void {
  if (!process.stderr.isTTY) return;
  const part = Math.floor((100 * doneBytes) / Math.max(1, totalBytes));
  err(
    `\r${stage === 'fill' ? 'Giving the memory its pages' : 'Pinning'}: ${part} %   ${doneBytes === totalBytes ? '\n' : ''}`,
  );
}

function readAddress(text: string): Bdf {
  const bdf = parseBdf(text);
  if (bdf === null)
    throw new UsageError(`${text} is no PCI address. One looks like 0000:01:00.0; "bindery scan" lists them.`);
  return bdf;
}

function readMemory(text: string): number {
  const bytes = parseSize(text);
  if (bytes === null || bytes < 1024 ** 2 || bytes % (2 * 1024 ** 2) !== 0)
    throw new UsageError(`--memory ${text} is no size of whole 2 MiB. Write it like 16G or 512M.`);
  return bytes;
}

function readWhole(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`${flag} ${text} is not a whole number.`);
  return Number(text);
}
