import type { ConnectionStatus, DisconnectReason } from '@crossdock/domain'

/** An EC account as kept, secrets apart. */
export interface EcAccount {
  merchantId: string
  id: string
  platform: string
  displayName: string
  salesChannelId: string
  connectionStatus: ConnectionStatus
  statusSince: Date | null
  disconnectReason: DisconnectReason | null
  degradedSince: Date | null
  trouble: { kind: string; code: string; message: string } | null
  shop: { id: string; title: string; currency: string; timeZone: string } | null
  connectedAt: Date | null
  firstConnectedAt: Date | null
  fetchEnabled: boolean
  fetchSchedule: string[]
  timeZone: string
  nextFetchAt: Date | null
  coveredUntil: Date | null
  pushEnabled: boolean
  pushPercentage: number
  version: number
}

export interface AccountRows {
  get(merchantId: string, id: string): Promise<EcAccount | null>
  /** Over all merchants, within the scope. */
  find(id: string): Promise<EcAccount | null>
}
