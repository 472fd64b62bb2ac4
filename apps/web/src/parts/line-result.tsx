import { isolate, type StockPushKind } from '@crossdock/domain'
import { Text } from '@mantine/core'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../app/session.tsx'
import { StockLineBadge } from './badges.tsx'

type Line = Pick<Outputs['stockPushes']['get']['lines'][number], 'result' | 'detail'>

/** What a store answered for one line: in a word, in its own words, and what to do about it. */
export function LineResult({ kind, line: { result, detail } }: { kind: StockPushKind; line: Line }) {
  const t = useTranslations('stockPushes')
  return (
    <>
      <StockLineBadge result={result} />
      {detail !== null && <Text size="xs">{t('storeSays', { text: isolate(detail) })}</Text>}
      {result !== 'applied' && result !== 'waiting' && result !== 'superseded' && <Text size="xs" c="dimmed">{t(`${kind}.${result}`)}</Text>}
    </>
  )
}
