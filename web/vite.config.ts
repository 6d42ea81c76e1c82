import { join } from 'node:path'
import { defineConfig } from 'vite'
import solid from 'vite-plugin-solid'
import { precompress } from './precompress.ts'

const outDir = join(import.meta.dirname, 'dist')

export default defineConfig({
  root: import.meta.dirname,
  plugins: [solid(), precompress()],
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    // The content security policy allows fonts from files only, never from data: addresses.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Dozens of parts of a few hundred bytes would each cost a request.
        codeSplitting: {
          groups: [
            { name: 'solid', test: /node_modules\/(?:solid-js|@solidjs)\// },
            { name: 'icons', test: /node_modules\/lucide-solid\// },
            {
              name: 'parts',
              test: /web\/(?:ui\/(?!overlay\/open-menu)|lib\/(?!upload\/|diff\/|passkeys\/)|i18n\/[a-z-]+\.ts)/,
            },
            {
              name: 'meeting-lists',
              test: /web\/(?:features\/(?:filters\/|meetings\/|uploads\/(?:describe-upload|drop-zone|file-kind-icon|uploads)\.)|api\/meetings\.ts)|plugins\/vocabulary/,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: 'http://localhost:3000', changeOrigin: false } } },
})
