import { isolate } from '@crossdock/domain'
import '@mantine/spotlight/styles.css'
import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../api/client.ts'
import type { LinkTarget } from '../ui/app-link.tsx'
import { useMerchantScope } from './merchant-scope.ts'
import { navigation } from './navigation.ts'
import { useSession, type Outputs } from './session.tsx'

const [store, handlers] = createSpotlight()

type Hit = Outputs['search']['find']['items'][number]

function linkOf(hit: Hit): LinkTarget {
  switch (hit.kind) {
    case 'order': return { to: '/orders/$id', params: { id: hit.id } }
    case 'ec_account': return { to: '/ec-integrations/$id', params: { id: hit.id } }
    case 'product': return { to: '/stock/$id', params: { id: hit.id } }
    case 'inbound': return { to: '/inbounds/$id', params: { id: hit.id } }
    case 'merchant': return { to: '/ec-integrations', search: { merchant: hit.id } }
  }
}

/** ⌘K: one search for everything, and for the pages. Each new `asks` opens it. */
export function SearchEverything({ asks }: { asks: number }) {
  const t = useTranslations('shell')
  const words = useTranslations('words')
  const navigate = useNavigate()
  const routes: Record<string, unknown> = useRouter().routesByPath
  const { role } = useSession()
  const { merchantId } = useMerchantScope()
  const [query, setQuery] = useState('')
  const [asked] = useDebouncedValue(query.trim(), 150)
  const results = useQuery(api.search.find.queryOptions({ input: { q: asked || ' ', merchantId }, enabled: asked.length > 0, placeholderData: (before) => before }))
  useEffect(() => handlers.open(), [asks])
  const pages = navigation.flat().filter((item) => item.to in routes && (!item.roles || item.roles.includes(role)) && t(item.label).toLowerCase().includes(query.trim().toLowerCase()))
  // Nothing is said to be missing before the answer to these very words is there.
  const settled = asked === query.trim() && !results.isFetching && !results.isError
  const hits = asked ? (results.data?.items ?? []) : []
  const go = (link: LinkTarget) => void navigate({ to: link.to, params: link.params ?? {}, search: link.search ?? {} })
  return (
    <Spotlight.Root store={store} query={query} onQueryChange={setQuery} shortcut={null} scrollable maxHeight="60vh" clearQueryOnClose overlayProps={{ blur: 0, backgroundOpacity: 0.45 }}>
      <Spotlight.Search placeholder={t('searchPlaceholder')} aria-label={t('searchEverything')} leftSection={<IconSearch size={18} aria-hidden />} />
      <Spotlight.ActionsList aria-label={t('searchResults')}>
        {hits.length > 0 && (
          <Spotlight.ActionsGroup label={t('searchResults')}>
            {hits.map((hit) => <Spotlight.Action key={`${hit.kind}${hit.id}`} label={hit.label} description={`${words(`searchKind.${hit.kind}`)} · ${hit.detail}`} onClick={() => go(linkOf(hit))} />)}
          </Spotlight.ActionsGroup>
        )}
        {pages.length > 0 && (
          <Spotlight.ActionsGroup label={t('searchPages')}>
            {pages.map((item) => <Spotlight.Action key={item.to} label={t(item.label)} leftSection={<item.icon size={18} stroke={1.6} aria-hidden />} onClick={() => go({ to: item.to })} />)}
          </Spotlight.ActionsGroup>
        )}
        {hits.length === 0 && pages.length === 0 && <Spotlight.Empty>{settled ? t('searchNothing', { query: isolate(query) }) : t('searchHint')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
