export function ensurePgBouncer(): Promise<string>
