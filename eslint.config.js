import js from '@eslint/js'
import n from 'eslint-plugin-n'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const tests = ['**/*.test.{ts,tsx,mjs}', 'tests/**', '**/fixtures/**', '**/testing.ts', '**/conformance.ts']

// In TypeScript files the compiler knows which names exist; in the few others these do.
const nodeNames = readonly('process', 'console', 'Buffer', 'URL', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'fetch', 'AbortController', 'AbortSignal')
const browserNames = readonly('window', 'document', 'navigator', 'localStorage', 'matchMedia')

function readonly(...names) {
  return Object.fromEntries(names.map((name) => [name, 'readonly']))
}

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '.cache/', 'test-results/', 'playwright-report/', 'coverage/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.recommended,
  tseslint.configs.stylistic,
  {
    plugins: { n },
    rules: {
      'n/no-extraneous-import': 'error',
      'max-lines': ['error', { max: 300 }],
      'no-restricted-syntax': ['error',
        { selector: 'CatchClause > Identifier.param:not([name="err"])', message: 'Name it err.' },
        { selector: 'CallExpression[callee.property.name="catch"] > ArrowFunctionExpression > Identifier.params:not([name="err"])', message: 'Name it err.' },
      ],
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Both forms have their place; an empty function may be a decision.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: ['scripts/**/*.mjs', 'eslint.config.js', '.dependency-cruiser.cjs'],
    languageOptions: { globals: { ...nodeNames, module: 'writable' } },
  },
  { files: ['scripts/**/*.ts'], rules: { 'n/no-extraneous-import': ['error', { allowModules: ['@crossdock/postgres', 'pg'] }] } },
  { files: ['apps/web/public/**/*.js'], languageOptions: { sourceType: 'script', globals: browserNames } },
  { files: ['apps/web/**/*.{ts,tsx}'], ...reactHooks.configs.flat.recommended },
  { files: ['apps/web/**/*.{ts,tsx}'], rules: { 'react-hooks/exhaustive-deps': 'error' } },
  { files: tests, rules: { '@typescript-eslint/no-explicit-any': 'off', 'max-lines': 'off', 'n/no-extraneous-import': ['error', { allowModules: ['vitest', 'fast-check', 'smtp-server', '@playwright/test', '@axe-core/playwright'] }] } },
  // The benches measure what the rooms make together.
  { files: ['bench/**'], rules: { 'n/no-extraneous-import': 'off' } },
  {
    // Time is the database's and passes by `timersOf(needs)`, so that a simulation can pass it.
    files: ['flows/src/**/*.ts'], ignores: ['flows/src/ports/timers.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...['setTimeout', 'setInterval', 'setImmediate', 'performance'].map((name) => ({ name, message: 'Use timersOf(needs), deadlineOf(needs, ms) or needs.now().' }))],
      'no-restricted-properties': ['error', { object: 'Date', property: 'now', message: 'Use needs.now().' }, { object: 'AbortSignal', property: 'timeout', message: 'Use deadlineOf(needs, ms).' }],
      'no-restricted-imports': ['error', { paths: ['node:timers', 'node:timers/promises', 'node:perf_hooks'] }],
    },
  },
  // Catalogues of words, and what scripts/generate-tables.ts writes.
  { files: ['**/messages/**', 'postgres/src/tables.ts'], rules: { 'max-lines': 'off' } },
)
