import { useTranslations } from 'use-intl'
import { oneOf } from '../../ui/one-of.ts'
import { stockPushKinds } from '@crossdock/domain'
import type { Outputs } from '../../app/session.tsx'
import { AppLink } from '../../ui/app-link.tsx'

/** What a write is about: an order, a stock push, or the EC account itself. */
export function SubjectLink({ subject }: { subject: Outputs['platformWrites']['get']['subject'] }) {
  const words = useTranslations('words')
  const params = { id: subject.id }
  if (subject.kind === 'order') return <AppLink to="/orders/$id" params={params}>{subject.label}</AppLink>
  const kind = oneOf(stockPushKinds, subject.label)
  if (subject.kind === 'stock_push') return <AppLink to="/stock-pushes/$id" params={params}>{kind ? words(`stockPushKind.${kind}`) : subject.label}</AppLink>
  return <AppLink to="/ec-integrations/$id" params={params}>{subject.label}</AppLink>
}
