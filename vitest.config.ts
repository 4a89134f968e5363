import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{core,main,fixtures,renderer,scripts,native-bridge}/**/*.test.{ts,tsx}'],
    environment: 'node',
    restoreMocks: true,
    // A hung test must end; a slow machine must not fail.
    testTimeout: 60_000,
    // Golden transcripts are plain text, whatever the terminal.
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
  },
});
