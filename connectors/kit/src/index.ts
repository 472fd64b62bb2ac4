export * from './connector.ts'
export * from './errors.ts'
