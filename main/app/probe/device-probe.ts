/**
 * The device probe: opens a function, which resets it, and reports what VFIO shows of it. It reads; it resets once more
 * only when that is asked for.
 */
import type { Finding } from '../../../core/findings/finding.ts';
import type { ProbeTarget } from '../../../core/probe/probe-target.ts';
import type { DmaInterface } from '../../../core/probe/region-case.ts';
import { findingOfFailure, refusalOf } from './failure.ts';
import type { DeviceHandle, DeviceInspection, ProbeSession } from './session.ts';

export type DeviceProbeRequest = { target: ProbeTarget; by: DmaInterface; tryReset: boolean };

/** `readable` tells whether an option ROM begins there (55 AA). */
export type RomAnswer =
  | { kind: 'none' }
  | { kind: 'readable'; hasSignature: boolean }
  | { kind: 'refused'; errno: string };

export type ResetAnswer =
  | { kind: 'not-asked' }
  | { kind: 'done'; elapsedMs: number }
  | { kind: 'refused'; errno: string };

export type DeviceProbeResult = {
  /** null: the function could not be opened; the findings say why. */
  inspection: DeviceInspection | null;
  rom: RomAnswer;
  reset: ResetAnswer;
  findings: Finding[];
};

export async function probeDevice(
  session: ProbeSession,
  { target, by, tryReset }: DeviceProbeRequest,
  signal?: AbortSignal,
): Promise<DeviceProbeResult> {
  try {
    const { dma } = await session.call('dma.open', { kind: by }, { signal });
    const { device } = await session.call('dma.attach', { dma, target }, { signal });
    const inspection = await session.call('device.inspect', { device }, { signal });
    const rom = await readRom(session, device, inspection);
    const reset = tryReset ? await resetOnce(session, device) : ({ kind: 'not-asked' } as const);
    return { inspection, rom, reset, findings: [] };
  } catch (error) {
    signal?.throwIfAborted();
    return {
      inspection: null,
      rom: { kind: 'none' },
      reset: { kind: 'not-asked' },
      findings: [findingOfFailure(error, target.bdf)],
    };
  }
}

async function readRom(session: ProbeSession, device: DeviceHandle, { regions }: DeviceInspection): Promise<RomAnswer> {
  const rom = regions.find(region => region.name === 'ROM');
  if (!rom || rom.sizeBytes === 0) return { kind: 'none' };
  try {
    const start = await session.call('device.read', { device, region: rom.index, offsetBytes: 0, sizeBytes: 2 });
    return { kind: 'readable', hasSignature: start[0] === 0x55 && start[1] === 0xaa };
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return { kind: 'refused', errno: refusal.errno };
  }
}

async function resetOnce(session: ProbeSession, device: DeviceHandle): Promise<ResetAnswer> {
  try {
    return { kind: 'done', ...(await session.call('device.reset', { device })) };
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return { kind: 'refused', errno: refusal.errno };
  }
}
