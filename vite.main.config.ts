/** Bundles what Node and Electron run: the command line, the window shell and the web shell, with all they import. */
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  // Everything goes into the bundle, so that a package holds dist/ and no node_modules.
  ssr: { noExternal: true, external: ['electron', 'ffi-rs'] },
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist/main',
    emptyOutDir: true,
    sourcemap: true,
    rolldownOptions: {
      input: {
        cli: 'main/bin/bindery.ts',
        electron: 'main/electron/main.ts',
        web: 'main/web/run-serve.ts',
        // A process of its own, found by name beside the others.
        'bridge-host': 'native-bridge/process/bridge-host.ts',
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
