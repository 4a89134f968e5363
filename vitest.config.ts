import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{core,main,fixtures,renderer,scripts,native-bridge}/**/*.test.{ts,tsx}'],
    environment: 'node',
    restoreMocks: true,
    // Golden transcripts are plain text, whatever the terminal.
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
  },
});
