import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/lab/all-machines.test.ts'],
    environment: 'node',
    // One machine at a time, in the order of machines.ts. A process of its own: QEMU dies with it.
    pool: 'forks',
    maxWorkers: 1,
    // Under emulation, on a busy host. What hangs inside ends by the limits of the lab, which say what it was.
    testTimeout: 300_000,
    hookTimeout: 60_000,
    reporters: [['verbose', { summary: false }]],
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
  },
});
