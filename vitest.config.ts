import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{core,main,fixtures,renderer,scripts,native-bridge}/**/*.test.{ts,tsx}'],
    environment: 'node',
    restoreMocks: true,
  },
});
