import { Button, Switch, Text } from '@mantine/core'
import { IconCash, IconCashOff, IconSnowflake, IconSun, IconTemperatureMinus, type Icon } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { EnabledBadge } from '../../parts/badges.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { Tone } from '../../ui/tone.ts'
import type { ShippingType } from './shipping-type.ts'
import { useTypeName } from './type-name.ts'

const temperatureLooks: Record<ShippingType['temperature'], [Tone, Icon]> = { ambient: ['neutral', IconSun], chilled: ['info', IconTemperatureMinus], frozen: ['info', IconSnowflake] }

/** The shipping types of one way of delivery. */
export function ShippingTypeGroup({ delivery, types, admin, onEdit }: { delivery: ShippingType['delivery']; types: ShippingType[]; admin: boolean; onEdit: (type: ShippingType) => void }) {
  const t = useTranslations('shippingTypes')
  const words = useTranslations('words')
  const nameOf = useTypeName()
  const change = useWrite(api.shippingTypes.update, { refreshes: [api.shippingTypes.key(), api.ecAccounts.key()], onSuccess: (type) => notifyDone(type.enabled ? t('enabledDone', { name: nameOf(type) }) : t('disabledDone', { name: nameOf(type) })) })
  const columns: Column<ShippingType>[] = [
    { id: 'name', header: words('name'), primary: true, wrap: true, cell: (type) => <>{nameOf(type)}<Text size="xs" c="dimmed">{type.code}</Text></> },
    { id: 'carrier', header: t('carrier'), cell: (type) => type.carrier },
    { id: 'temperature', header: t('temperature'), cell: (type) => <StatusBadge bare={type.temperature === 'ambient'} tone={temperatureLooks[type.temperature][0]} icon={temperatureLooks[type.temperature][1]} label={words(`temperature.${type.temperature}`)} /> },
    { id: 'cash', header: t('cash'), cell: (type) => <StatusBadge bare tone="neutral" icon={type.collectsCash ? IconCash : IconCashOff} label={type.collectsCash ? t('collects') : t('doesNot')} /> },
    { id: 'mappings', header: t('mappings'), align: 'end', cell: (type) => (type.mappings === 0 ? '–' : t('mappingsText', { count: type.mappings })) },
    {
      id: 'enabled', header: t('enabled'), cell: (type) => (admin
        ? <Switch checked={change.isPending && change.variables.code === type.code ? change.variables.enabled === true : type.enabled} disabled={change.isPending} aria-label={t('switchOf', { name: nameOf(type) })} onChange={(event) => change.mutate({ code: type.code, enabled: event.currentTarget.checked })} />
        : <EnabledBadge enabled={type.enabled} />),
    },
    { id: 'edit', header: t('edit'), hidden: !admin || types.every((type) => type.preset), cell: (type) => (type.preset ? '–' : <Button size="compact-sm" variant="default" aria-label={t('editOf', { name: nameOf(type) })} onClick={() => onEdit(type)}>{t('edit')}</Button>) },
  ]
  return (
    <Section plain title={words(`delivery.${delivery}`)}>
      {change.error && <div style={{ marginBottom: 10 }}><ErrorPanel error={change.error} /> <Text size="sm" mt={4}><AppLink to="/ec-integrations">{t('openIntegrations')}</AppLink></Text></div>}
      <DataTable label={words(`delivery.${delivery}`)} columns={columns} rows={types} rowKey={(type) => type.code} empty={null} />
    </Section>
  )
}
