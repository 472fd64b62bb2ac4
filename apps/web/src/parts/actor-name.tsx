import { isolate } from '@crossdock/domain'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../app/session.tsx'

type Actor = Outputs['stockPushes']['get']['actor']

/** Who did it: a person by name, anything else with what it is. */
export function useActorName(): (actor: Actor) => string {
  const t = useTranslations('words.actorKind')
  return (actor) => (actor.kind === 'system' ? t('system') : actor.kind === 'user' ? isolate(actor.name) : `${isolate(actor.name)} (${t(actor.kind)})`)
}
