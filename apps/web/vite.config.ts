import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './build/compressed.ts'
import { contractRoutes } from './build/contract-routes.ts'

const server = process.env['CROSSDOCK_URL'] ?? 'http://127.0.0.1:4300'

const onlyOnScreens = /react-number-format|@tanstack\/(react-table|table-core)|mantine\/core\/esm\/components\/(Checkbox|ModalBase|Modal|NumberInput|PasswordInput|Progress|Radio\/(?!RadioIcon)|Slider|Switch|Tabs|Textarea)|src\/ui\/(data-table|form-dialog|save-bar|confirm-dialog|filter-bar|timeline|error-summary|definition-list|bar-list)/

export default defineConfig({
  plugins: [react(), contractRoutes(), compressed()],
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
      // What most screens share comes in a few files rather than in forty; what the frame does not need stays out of its file.
      output: { codeSplitting: { groups: [
        { name: 'frame', priority: 3, test: (id) => id.includes('node_modules') && !onlyOnScreens.test(id), minShareCount: 3 },
        { name: 'ui', priority: 2, test: (id) => /(src\/(ui|api|app|parts)|domain\/src)\//.test(id) && !onlyOnScreens.test(id), minShareCount: 3 },
        { name: 'screens', priority: 1, test: onlyOnScreens, minShareCount: 3 },
      ] } },
    },
  },
})
