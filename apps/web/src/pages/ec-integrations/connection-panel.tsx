import { Button, Group, Text, TextInput } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useSession } from '../../app/session.tsx'
import { ConnectionBadge } from '../../parts/badges.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import type { Form } from '../../ui/form.ts'
import { ExactTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import type { Account, AccountDraft } from './account-draft.ts'
import { AuthorizeButton, type useAuthorize } from './authorize-button.tsx'
import { ChannelField } from './channel-field.tsx'
import classes from './ec-account.module.css'
import { RevokeDialog } from './revoke-dialog.tsx'

/** The left half: which store this is, and whether it lets us in. */
export function ConnectionPanel({ account, form, authorize }: { account: Account; form: Form<AccountDraft>; authorize: ReturnType<typeof useAuthorize> }) {
  const t = useTranslations('ecIntegrations')
  const words = useTranslations('words')
  const { role } = useSession()
  const [revoking, setRevoking] = useState(false)
  const { connection, platform } = account
  const connected = connection.status === 'connected' || connection.status === 'degraded'
  return (
    <Section title={t('connection')} id="connection">
      <div className={classes.fieldset}>
        <DefinitionList
          entries={[
            [words('status'), <ConnectionBadge key="status" status={connection.status} />],
            connection.shop !== null && [t('shopTitle'), <strong key="shop">{connection.shop.title}</strong>],
            connection.since !== null && connection.status !== 'not_verified' && [t('since'), <ExactTime key="since" value={connection.since} />],
          ]} />
        {connected
          ? <Group gap="xs">
              <Button variant="default" leftSection={<IconPlugConnectedX size={16} aria-hidden />} onClick={() => setRevoking(true)}>{t('revoke')}</Button>
              {connection.missingScopes.length > 0 && <AuthorizeButton authorize={authorize} accountId={account.id} platformName={platform.name} variant="default" />}
            </Group>
          : connection.status === 'not_verified' && <div>
              <AuthorizeButton authorize={authorize} accountId={account.id} platformName={platform.name} />
              <Text size="sm" c="dimmed" mt={6}>{t('notAuthorizedYet', { platform: platform.name })}</Text>
            </div>}
        {authorize.error && <ErrorPanel error={authorize.error} />}
        <div className={classes.group} role="group" aria-label={t('connectionInfo')}>
          <DefinitionList
            entries={[
              role !== 'merchant' && [words('merchant'), account.merchant.name],
              [words('platform'), <span key="platform">{platform.name} <Text span size="xs" c="dimmed">({t('fixedAfter')})</Text></span>],
            ]} />
          <TextInput {...form.field('displayName')} label={words('displayName')} withAsterisk autoComplete="off" />
          <ChannelField id={form.field('salesChannelId').id} merchantId={account.merchant.id} value={form.values.salesChannelId} error={form.errors['salesChannelId']} onChange={(salesChannelId) => form.set('salesChannelId', salesChannelId)} />
        </div>
      </div>
      <RevokeDialog account={account} opened={revoking} onClose={() => setRevoking(false)} />
    </Section>
  )
}
