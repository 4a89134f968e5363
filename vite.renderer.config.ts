import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'renderer',
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows no data: URL for fonts and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
