/** Repeated timings and what is said of them. Ratios between two things timed in one run mean something; the times alone are this machine's. */
export type Sample = { medianMs: number; leastMs: number; mostMs: number };

export async function sample(times: number, run: () => unknown): Promise<Sample> {
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    const start = performance.now();
    await run();
    taken.push(performance.now() - start);
  }
  taken.sort((a, b) => a - b);
  return { medianMs: taken[Math.floor(times / 2)] ?? 0, leastMs: taken[0] ?? 0, mostMs: taken.at(-1) ?? 0 };
}

export function formatMs(milliseconds: number): string {
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}

/** `0.42 x`: this takes 0.42 times as long as the peer. */
export function formatRatio(ours: Sample, peer: Sample): string {
  return `${(ours.medianMs / peer.medianMs).toFixed(2)} x`;
}
