import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { contractRoutes } from './build/contract-routes.ts'

const server = process.env['CROSSDOCK_URL'] ?? 'http://127.0.0.1:4300'

export default defineConfig({
  plugins: [react(), contractRoutes()],
  server: { host: '127.0.0.1', port: 4310, proxy: { '/api': { target: server } } },
  build: {
    target: 'es2023',
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The contract and the domain are values without effects: what a screen does not use must not reach the browser.
      treeshake: { moduleSideEffects: (id) => !/\/(contract|domain)\/src\//.test(id) },
    },
  },
})
