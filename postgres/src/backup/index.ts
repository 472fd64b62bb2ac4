export { backUp, type BackupReport } from './back-up.ts'
export { BackupError, readBackup } from './read-backup.ts'
export { restore, type RestoreReport } from './restore.ts'
