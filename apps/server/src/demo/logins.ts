import type { Role } from '@crossdock/domain'

/** Logins that only a demo has, known to everybody. */
export const demoLogins: readonly { email: string; password: string; name: string; role: Role }[] = [
  { email: 'operator@crossdock.test', password: 'crossdock-operator', name: 'Demo operator', role: 'operator' },
  { email: 'admin@crossdock.test', password: 'crossdock-admin-demo', name: 'Demo admin', role: 'admin' },
]
