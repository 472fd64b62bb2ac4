export function ensurePostgres15(): Promise<string>
