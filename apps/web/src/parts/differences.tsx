import { isolate, platformShipmentStatuses } from '@crossdock/domain'
import { useTranslations } from 'use-intl'
import { Money } from '../ui/money.tsx'
import classes from './differences.module.css'
import type { OrderDifference } from './hold-facts.ts'

const recipientFields = ['name', 'phone', 'email', 'country', 'postalCode', 'city', 'district', 'address'] as const
const storeFields = ['brand', 'storeId', 'storeName', 'address'] as const
const plainFields = ['shippingCode', 'shipmentStatus', 'codAmount', 'total', 'buyerNote'] as const

/** Before and after, side by side, of what the platform changed. */
export function Differences({ changes }: { changes: readonly OrderDifference[] }) {
  const t = useTranslations('holds')
  const nameOf = useFieldName()
  if (changes.length === 0) return null
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('field')}</th>
          <th scope="col">{t('before')}</th>
          <th scope="col">{t('after')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.field}>
            <th scope="row">{nameOf(change.field)}</th>
            <td><del><Value change={change} of="before" /></del></td>
            <td><ins><Value change={change} of="after" /></ins></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Value({ change, of }: { change: OrderDifference; of: 'before' | 'after' }) {
  const shipment = useTranslations('order.platformShipmentStatus')
  const value = change[of]
  if (value === null) return <>–</>
  const status = change.field === 'shipmentStatus' && platformShipmentStatuses.find((each) => each === value)
  if (status) return <>{shipment(status)}</>
  return change.field === 'total' || change.field === 'codAmount' ? <Money value={Number(value)} /> : <>{value}</>
}

/** `recipient.city` → “Recipient: city”; `line.TEA-001.quantity` → “TEA-001: quantity”. */
function useFieldName(): (field: string) => string {
  const t = useTranslations('holds.changeField')
  return (field) => {
    const [group, ...rest] = field.split('.')
    const last = rest.at(-1)
    const recipient = recipientFields.find((each) => group === 'recipient' && each === last)
    if (recipient) return t(`recipient.${recipient}`)
    const store = storeFields.find((each) => group === 'pickupStore' && each === last)
    if (store) return t(`pickupStore.${store}`)
    const plain = plainFields.find((each) => each === field)
    if (plain) return t(plain)
    if (group === 'line' && (last === 'quantity' || last === 'sku')) return t(`line.${last}`, { name: isolate(rest.slice(0, -1).join('.')) })
    return field
  }
}
