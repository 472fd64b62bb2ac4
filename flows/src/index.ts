export * from './fetching/import-page.ts'
export * from './fetching/queue-fetch.ts'
