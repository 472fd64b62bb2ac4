import { isolate } from '@crossdock/domain'
import { Text } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { useActorName } from '../../parts/actor-name.tsx'
import { Section } from '../../ui/section.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import type { Inbound } from './inbound.ts'

const linesShown = 8

/** Every round of receiving and putting away, newest first. */
export function InboundRounds({ inbound }: { inbound: Inbound }) {
  const t = useTranslations('inbounds')
  const actorName = useActorName()
  const titleOf = (kind: Inbound['rounds'][number]['kind'], units: number) => (kind === 'receive' ? t('roundReceive', { units }) : kind === 'put_away' ? t('roundPutAway', { units }) : t('roundCorrect', { units }))
  const entries = [...inbound.rounds].reverse().map((round) => {
    const units = round.lines.reduce((total, line) => total + line.quantity, 0)
    const shown = round.lines.slice(0, linesShown)
    return {
      id: round.id, at: round.at, by: actorName(round.actor), tone: round.kind === 'put_away' ? ('good' as const) : round.kind === 'correct' ? ('warn' as const) : ('info' as const),
      title: titleOf(round.kind, units),
      detail: (
        <>
          {round.note !== null && <div>{round.note}</div>}
          {shown.map((line) => <div key={line.sku}>{t('roundLine', { sku: isolate(line.sku), quantity: line.quantity })}</div>)}
          {round.lines.length > linesShown && <div>{t('roundMore', { count: round.lines.length - linesShown })}</div>}
        </>
      ),
    }
  })
  return <Section title={t('rounds')}>{entries.length === 0 ? <Text size="sm" c="dimmed">{t('noRounds')}</Text> : <Timeline label={t('rounds')} entries={entries} />}</Section>
}
