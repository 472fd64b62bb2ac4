import { isolate } from '@crossdock/domain'
import { Button, Group, Select, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState, type KeyboardEvent } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { notifyDone } from '../../ui/notify.ts'

interface ChannelFieldProps {
  id: string
  merchantId: string | null
  value: string | null
  error?: string | undefined
  disabled?: boolean
  /** Why it is not yet open. */
  waitsFor?: string | undefined
  onChange: (salesChannelId: string) => void
}

/** Channel Name. A missing channel is made in place, with everything else that was filled in kept. */
export function ChannelField({ id, merchantId, value, error, disabled, waitsFor, onChange }: ChannelFieldProps) {
  const t = useTranslations('ecIntegrations')
  const words = useTranslations('words')
  const channels = useQuery(api.salesChannels.list.queryOptions({ input: { merchantId: merchantId ?? undefined }, enabled: merchantId !== null }))
  const [adding, setAdding] = useState(false)
  const items = channels.data?.items ?? []
  const none = merchantId !== null && channels.data !== undefined && items.length === 0
  return (
    <div>
      <Select id={id} label={words('channelName')} withAsterisk placeholder={waitsFor ?? t('chooseChannel')} disabled={disabled || waitsFor !== undefined || none} error={error} allowDeselect={false} searchable={items.length > 8}
        data={items.map((each) => ({ value: each.id, label: each.enabled ? each.name : t('channelDisabled', { name: isolate(each.name) }) }))}
        value={value} onChange={(next) => next !== null && onChange(next)} />
      {channels.error && <ErrorPanel error={channels.error} retry={() => void channels.refetch()} />}
      {none && waitsFor === undefined && (
        <div style={{ marginTop: 8 }}>
          <Banner tone="warn" title={t('noChannelTitle')}>
            {t('noChannelText')} <AppLink to="/sales-channels">{t('openSalesChannels')}</AppLink>
          </Banner>
        </div>
      )}
      {merchantId !== null && waitsFor === undefined && !disabled && (none || adding
        ? <NewChannel merchantId={merchantId} onCreated={(created) => { setAdding(false); onChange(created) }} onCancel={none ? undefined : () => setAdding(false)} />
        : <Button variant="subtle" size="compact-sm" mt={4} leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>{t('newChannel')}</Button>)}
    </div>
  )
}

function NewChannel({ merchantId, onCreated, onCancel }: { merchantId: string; onCreated: (id: string) => void; onCancel: (() => void) | undefined }) {
  const t = useTranslations('ecIntegrations')
  const ui = useTranslations('ui')
  const [name, setName] = useState('')
  const [missing, setMissing] = useState(false)
  const create = useWrite(api.salesChannels.create, {
    refreshes: [api.salesChannels.key()],
    onSuccess: (channel) => {
      notifyDone(t('channelCreated', { name: isolate(channel.name) }))
      onCreated(channel.id)
    },
  })
  const submit = () => {
    setMissing(name.trim() === '')
    if (name.trim() !== '' && !create.isPending) create.mutate({ merchantId, name: name.trim() })
  }
  // Not a form of its own: it stands inside one.
  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    submit()
  }
  return (
    <div>
      <Group align="flex-end" gap="xs" mt="xs">
        <TextInput style={{ flex: 1 }} label={t('newChannelName')} value={name} maxLength={100} error={missing ? ui('issueRequired') : undefined} onKeyDown={onEnter} onChange={(event) => { setName(event.currentTarget.value); setMissing(false) }} />
        <Button variant="default" loading={create.isPending} onClick={submit}>{t('createChannel')}</Button>
        {onCancel && <Button variant="subtle" color="gray" onClick={onCancel}>{ui('cancel')}</Button>}
      </Group>
      {create.error && <div style={{ marginTop: 8 }}><ErrorPanel error={create.error} /></div>}
    </div>
  )
}
