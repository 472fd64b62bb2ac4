import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { budgets } from './build/budgets.ts'
import { compiledMessages } from './build/compiled-messages.ts'
import { compressed } from './build/compressed.ts'
import { contractRoutes } from './build/contract-routes.ts'

const server = process.env['CROSSDOCK_URL'] ?? 'http://127.0.0.1:4300'

/** What is asked in dialogs, and what a dialog needs; a screen is drawn without it. */
const ofDialogs = /src\/ui\/(form-dialog|confirm-dialog|error-summary|form)\.tsx?$|core\/esm\/components\/(Modal|ModalBase|Paper|Textarea)\/|node_modules\/(react-remove-scroll|use-sidecar|react-style-singleton|use-callback-ref|get-nonce|tslib)/

export default defineConfig({
  plugins: [react(), contractRoutes(), compiledMessages(), budgets(), compressed()],
  server: { host: '127.0.0.1', port: 4310, proxy: { '^/api/': { target: server } } },
  build: {
    target: 'es2023',
    outDir: 'dist',
    assetsInlineLimit: 0,
    // The screens' own styles are a few kB together: one file asks less of the network than twenty.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The contract and the domain are values without effects: what a screen does not use must not reach the browser.
      treeshake: { moduleSideEffects: (id) => !/\/(contract|domain)\/src\//.test(id) },
      // What is needed before any screen comes in two files, of which the packages' changes seldom; what most screens share comes in a third.
      output: { codeSplitting: { groups: [
        { name: 'packages', priority: 4, tags: ['$initial'], test: /node_modules/ },
        { name: 'frame', priority: 3, tags: ['$initial'] },
        { name: 'screens', priority: 2, minShareCount: 9, test: (id) => !ofDialogs.test(id) },
        { name: 'dialogs', priority: 1, minShareCount: 9, test: ofDialogs },
      ] } },
    },
  },
})
