import path from 'node:path';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

/** The investigator's pages: everything they need comes from the desk's own host. */
export default defineConfig({
  // wherever it is built from
  root: path.join(import.meta.dirname, 'web'),
  plugins: [preact()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // inline code and data addresses would need exceptions in the content security policy
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
