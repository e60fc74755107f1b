import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { chunkOf } from './build/chunks.ts'
import { emojiData, fontPreload, pagePreload, pdfData, precompressed, readAhead, shellWorker } from './build/plugins.ts'

// In development the page comes from Vite and the service from a Hearth on its plain port.
const service = process.env['HEARTH_DEV_SERVER'] ?? 'http://127.0.0.1:8081'

const withGallery = process.env['HEARTH_GALLERY'] === '1'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    emojiData(),
    ...(withGallery ? [] : [pdfData(), fontPreload(), pagePreload(), readAhead(), shellWorker(), precompressed()]),
  ],
  worker: { format: 'es' },
  resolve: { alias: { entities: join(import.meta.dirname, 'src/text/entities.ts') } },
  server: { proxy: { '/api': service, '/export': service, '/files': service, '/ws': { target: service, ws: true } } },
  build: {
    target: 'es2022',
    // Nothing inline: the page runs under a policy that allows its own files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    minify: !withGallery,
    reportCompressedSize: !withGallery,
    rolldownOptions: {
      // The gallery is a page of its own, for looking at: it needs nothing that makes the other one quick.
      output: withGallery ? {} : { codeSplitting: { groups: [{ debugName: 'the first screen', name: chunkOf() }] } },
      input: withGallery ? ['gallery.html'] : ['index.html'],
    },
  },
})
