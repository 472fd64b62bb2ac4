import type { ConnectionStatus, DisconnectReason, UnreachableRule } from '@crossdock/domain'
import type { ShippingMethod } from '@crossdock/connector-kit'

/** Which EC account, among all merchants'. */
export interface AccountRef {
  merchantId: string
  id: string
}

/** What went wrong last, while an account is degraded or disconnected. */
export interface Trouble {
  kind: string
  code: string
  message: string
}

/** An EC account as kept, secrets apart. */
export interface EcAccount extends AccountRef {
  platform: string
  displayName: string
  salesChannelId: string
  connectionStatus: ConnectionStatus
  statusSince: Date | null
  disconnectReason: DisconnectReason | null
  degradedSince: Date | null
  trouble: Trouble | null
  shop: { id: string; title: string; currency: string; timeZone: string } | null
  grantedScopes: string[]
  missingScopes: string[]
  connectedAt: Date | null
  firstConnectedAt: Date | null
  fetchEnabled: boolean
  fetchSchedule: string[]
  timeZone: string
  nextFetchAt: Date | null
  nextSlot: { date: string; time: string } | null
  coveredUntil: Date | null
  pushEnabled: boolean
  pushPercentage: number
  /** What happens to an order whose store cannot be asked before it leaves. */
  whenUnreachable: UnreachableRule
  shopMethods: ShippingMethod[] | null
  shopMethodsReadAt: Date | null
  version: number
}

export type NewEcAccount = Pick<EcAccount, 'merchantId' | 'id' | 'platform' | 'displayName' | 'salesChannelId'>
export type EcAccountChanges = Partial<Omit<EcAccount, 'merchantId' | 'id' | 'platform'>>

export interface ShippingTypeMapping {
  platformCode: string
  shippingTypeCode: string
}

export interface AccountRows {
  get(merchantId: string, id: string): Promise<EcAccount | null>
  /** Over all merchants, within the scope. */
  find(id: string): Promise<EcAccount | null>
  /** As `get`; nobody else changes the account until the transaction ends. */
  lock(merchantId: string, id: string): Promise<EcAccount | null>
  /** @throws Refusal `name_taken` */
  insert(account: NewEcAccount): Promise<void>
  /** @throws Refusal `name_taken` */
  change(ref: AccountRef, changes: EcAccountChanges): Promise<void>
  remove(ref: AccountRef): Promise<void>
  hasOrders(ref: AccountRef): Promise<boolean>
  merchant(merchantId: string): Promise<{ name: string; active: boolean } | null>
  hasSalesChannel(merchantId: string, salesChannelId: string): Promise<boolean>

  mappings(ref: AccountRef): Promise<ShippingTypeMapping[]>
  replaceMappings(ref: AccountRef, mappings: readonly ShippingTypeMapping[]): Promise<void>
  /** @returns those of the codes that are enabled shipping types */
  enabledShippingTypes(codes: readonly string[]): Promise<Set<string>>

  /**
   * Binds a shop to an account for as long as the account exists.
   * @returns false when another account of any merchant holds it
   */
  bindShop(platform: string, shopId: string, ref: AccountRef): Promise<boolean>
  /** The number for another write of the same kind about the same thing. */
  nextWritePart(ref: AccountRef, kind: 'revocation' | 'webhook_subscription'): Promise<number>
  /** Takes the sealed token out of a revocation that is done. */
  emptyRevocation(merchantId: string, writeId: string): Promise<void>
  /** Connected accounts whose daily care is due, over all merchants; each is somebody's until the instant given, when it is due again. */
  takeForCare(now: Date, until: Date, limit: number): Promise<AccountRef[]>
  careAgainAt(ref: AccountRef, at: Date): Promise<void>
}
