import { isolate } from '@crossdock/domain'
import { Button, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useLanguage } from '../../app/language.tsx'
import type { Outputs } from '../../app/session.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { fieldId, type FieldErrors } from '../../ui/form.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import type { Account, DraftMapping } from './account-draft.ts'
import { MappingRow } from './mapping-row.tsx'
import classes from './mappings-editor.module.css'

export type Suggestion = Outputs['ecAccounts']['getMappings']['suggestions'][number]

/** What saving will free: orders that wait for codes which are mapped in the draft and were not before. */
export function ordersFreedBy(mappings: readonly DraftMapping[], account: Account, suggestions: readonly Suggestion[]): number {
  const kept = new Set(account.mappings.map((each) => each.platformCode))
  const added = new Set(mappings.filter((each) => each.shippingTypeCode !== null && !kept.has(each.platformCode.trim())).map((each) => each.platformCode.trim()))
  return suggestions.reduce((sum, each) => sum + (added.has(each.platformCode) ? each.waiting : 0), 0)
}

/** Suggestions of an account's page; empty until they were read. */
export function useSuggestions(accountId: string, locked: boolean) {
  return useQuery(api.ecAccounts.getMappings.queryOptions({ input: { id: accountId }, enabled: !locked }))
}

/** Codes that orders wait for, then what is mapped, then what could be. */
export function MappingsEditor({ account, mappings, errors, locked, onChange }: { account: Account; mappings: DraftMapping[]; errors: FieldErrors; locked: boolean; onChange: (mappings: DraftMapping[]) => void }) {
  const t = useTranslations('ecIntegrations')
  const { language } = useLanguage()
  const read = useSuggestions(account.id, locked)
  const types = useQuery(api.shippingTypes.list.queryOptions({ input: { enabled: true }, enabled: !locked }))
  const [lately, setLately] = useState<{ added: ReadonlySet<string>; focused: string | null }>({ added: new Set(), focused: null })
  const suggestions = read.data?.suggestions ?? []
  const taken = new Set(mappings.map((each) => each.platformCode.trim()))
  const open = suggestions.filter((each) => !taken.has(each.platformCode))
  const waiting = open.filter((each) => each.waiting > 0).sort((a, b) => b.waiting - a.waiting)
  const idle = open.filter((each) => each.waiting === 0)
  const nameOf = (suggestion: Suggestion) => suggestion.name?.[language] ?? null
  const enabled = new Set((types.data?.items ?? []).map((each) => each.code))

  const rowFor = (platformCode: string, suggestedTypeCode: string | null, byHand: boolean): DraftMapping => {
    const proposed = suggestedTypeCode !== null && enabled.has(suggestedTypeCode) ? suggestedTypeCode : null
    return { key: crypto.randomUUID(), platformCode, shippingTypeCode: proposed, byHand }
  }
  const add = (rows: DraftMapping[]) => {
    // The first of them that still wants something is the one to go on with.
    setLately({ added: new Set(rows.map((row) => row.key)), focused: rows.find((row) => row.shippingTypeCode === null)?.key ?? rows[0]?.key ?? null })
    onChange([...mappings, ...rows])
  }
  const fromSuggestion = (each: Suggestion) => rowFor(each.platformCode, each.suggestedTypeCode, false)
  return (
    <>
      <div>
        <h3 className={classes.heading} id={fieldId('shippingMappings')} tabIndex={-1}>{t('mappings')}</h3>
        <Text size="sm" c="dimmed">{t('mappingsHint')}</Text>
      </div>
      {read.error && <ErrorPanel error={read.error} retry={() => void read.refetch()} />}
      {types.error && <ErrorPanel error={types.error} retry={() => void types.refetch()} />}
      {types.data?.items.length === 0 && <Banner tone="warn" title={t('noEnabledTypes')}><AppLink to="/shipping-types">{t('openShippingTypes')}</AppLink></Banner>}
      {waiting.length > 0 && (
        <section className={classes.waiting} aria-label={t('unmappedWaiting')}>
          <div className={classes.waitingHead}>
            <h4 className={classes.subheading}>{t('unmappedWaiting')}</h4>
            {waiting.length > 1 && <Button size="xs" variant="default" onClick={() => add(waiting.map(fromSuggestion))}>{t('addAll', { count: waiting.length })}</Button>}
          </div>
          <ul className={classes.plain}>
            {waiting.map((each) => (
              <li key={each.platformCode} className={classes.waitingRow}>
                <span><code>{each.platformCode}</code>{nameOf(each) && <> · <bdi>{nameOf(each)}</bdi></>}</span>
                <AppLink to="/orders" search={{ account: account.id, hold: 'unmapped_shipping_code', shippingCode: each.platformCode }}>{t('ordersWaiting', { count: each.waiting })}</AppLink>
                <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} variant="default" onClick={() => add([fromSuggestion(each)])}>{t('addSuggestion', { code: isolate(each.platformCode) })}</Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t('mapped')}>
        <div className={classes.columns} aria-hidden><span>{t('platformCode')}</span><span>{t('warehouseShippingType')}</span></div>
        {mappings.length === 0 && <Text size="sm" c="dimmed" py="xs">{t('noMappings')}</Text>}
        <ul className={classes.plain}>
          {mappings.map((mapping, index) => {
            const suggestion = suggestions.find((each) => each.platformCode === mapping.platformCode.trim())
            const kept = account.mappings.find((each) => each.platformCode === mapping.platformCode && each.shippingTypeCode === mapping.shippingTypeCode)
            return (
              <MappingRow key={mapping.key} index={index} mapping={mapping} name={suggestion ? nameOf(suggestion) : null} waiting={suggestion?.waiting ?? kept?.waiting ?? 0} valid={kept?.valid ?? true} types={types.data?.items ?? []} errors={errors} locked={locked}
                takesFocus={lately.focused === mapping.key} proposed={lately.added.has(mapping.key) && mapping.shippingTypeCode !== null && mapping.shippingTypeCode === suggestion?.suggestedTypeCode}
                onChange={(changes) => onChange(mappings.map((each) => (each.key === mapping.key ? { ...each, ...changes } : each)))}
                onRemove={() => onChange(mappings.filter((each) => each.key !== mapping.key))} />
            )
          })}
        </ul>
        <Button variant="default" size="xs" mt="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => add([rowFor('', null, true)])}>{t('addMapping')}</Button>
      </section>
      {idle.length > 0 && (
        <section aria-label={t('suggestions')}>
          <h4 className={classes.subheading}>{t('suggestions')}</h4>
          <Text size="sm" c="dimmed">
            {t('suggestionsHint')} {read.data?.shopMethodsReadAt && t.rich('shopMethodsReadAt', { at: () => <RelativeTime value={read.data.shopMethodsReadAt} /> })}
          </Text>
          <ul className={classes.chips}>
            {idle.map((each) => (
              <li key={each.platformCode}>
                <Button variant="default" size="xs" fw={400} leftSection={<IconPlus size={14} aria-hidden />} onClick={() => add([fromSuggestion(each)])} title={each.sources.map((source) => t(`source${source === 'shop' ? 'Shop' : source === 'orders' ? 'Orders' : 'Platform'}`)).join(' · ')}>
                  <code>{each.platformCode}</code>{nameOf(each) && <span>&nbsp;· <bdi>{nameOf(each)}</bdi></span>}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
