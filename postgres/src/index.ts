export { connect, type Database, type Tx } from './database.ts'
export { migrate, pendingMigrations } from './migrate.ts'
export { startQueue, type Queue } from './queue.ts'
export { openStore } from './store.ts'
