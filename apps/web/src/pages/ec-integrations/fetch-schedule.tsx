import { isSlot, isTimeZone, maxSlots, nextSlot } from '@crossdock/domain'
import { ActionIcon, Autocomplete, Button, Group, Input, Select, Text } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { useEnumeration } from '../../ui/enumeration.ts'
import { fieldId, type FieldErrors } from '../../ui/form.ts'
import classes from './fetch-schedule.module.css'

const usualTimes = ['09:00', '13:00', '17:00']
const halfHours = Array.from({ length: 48 }, (_, half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`)
const timeZones = Intl.supportedValuesOf('timeZone')

/** `9`, `930`, `9:30` and `９：３０` as people type them, as `09:30`; anything else as it is. */
function clockTime(typed: string): string {
  const parts = /^(\d{1,2}):?(\d{2})?$/.exec(typed.normalize('NFKC').trim())
  if (!parts) return typed
  const time = `${parts[1]!.padStart(2, '0')}:${parts[2] ?? '00'}`
  return isSlot(time) ? time : typed
}

interface FetchScheduleProps {
  slots: string[]
  timeZone: string
  fetchEnabled: boolean
  disconnected: boolean
  errors: FieldErrors
  locked: boolean
  onSlots: (slots: string[]) => void
  onTimeZone: (timeZone: string) => void
}

/** Fetch Schedule: up to 3 times, in the account's zone, with the runs that they will bring. */
export function FetchSchedule({ slots, timeZone, fetchEnabled, disconnected, errors, locked, onSlots, onTimeZone }: FetchScheduleProps) {
  const t = useTranslations('ecIntegrations')
  const error = errors['settings.fetchSchedule']
  const replace = (index: number, value: string) => {
    if (slots[index] !== value) onSlots(slots.map((each, at) => (at === index ? value : each)))
  }
  return (
    <div className={classes.schedule}>
      <Input.Wrapper labelElement="div" label={t('fetchSchedule')} description={t('fetchScheduleHint', { zone: timeZone })} error={error} errorProps={{ role: 'alert' }}>
        <Group id={fieldId('settings.fetchSchedule')} gap="xs" mt={6} align="flex-start" role="group" aria-label={t('fetchSchedule')} tabIndex={-1}>
          {slots.map((slot, index) => (
            <Autocomplete key={index} id={fieldId(`settings.fetchSchedule.${index}`)} w={118} aria-label={t('time', { number: index + 1 })} data={halfHours} limit={48} inputMode="numeric" maxLength={5} placeholder="HH:MM" value={slot} error={errors[`settings.fetchSchedule.${index}`]}
              filter={({ options, search }) => (isSlot(search) ? options : options.filter((option) => 'value' in option && option.value.startsWith(search.trim())))}
              onChange={(value) => replace(index, value)} onBlur={() => replace(index, clockTime(slot))}
              rightSection={<ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('removeTime', { number: index + 1 })} onClick={() => onSlots(slots.filter((_, at) => at !== index))}><IconX size={14} /></ActionIcon>} />
          ))}
          {slots.length < maxSlots && <Button variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => onSlots([...slots, usualTimes.find((time) => !slots.includes(time)) ?? '12:00'])}>{t('addTime')}</Button>}
          {slots.length === 0 && <Button variant="subtle" onClick={() => onSlots(usualTimes)}>{t('usualTimes')}</Button>}
        </Group>
      </Input.Wrapper>
      <Select label={t('timeZone')} disabled={locked} size="xs" maw={240} data={timeZones.includes(timeZone) ? timeZones : [timeZone, ...timeZones]} value={timeZone} searchable allowDeselect={false} limit={100} onChange={(next) => next !== null && onTimeZone(next)} />
      <Text size="sm" c="dimmed" aria-live="polite">{disconnected ? t('notConnected') : fetchEnabled ? <NextRuns slots={slots} timeZone={timeZone} /> : t('notFetching')}</Text>
    </div>
  )
}

function NextRuns({ slots, timeZone }: { slots: string[]; timeZone: string }) {
  const t = useTranslations('ecIntegrations')
  const format = useFormatter()
  const enumerate = useEnumeration()
  const [now] = useState(() => new Date())
  const good = [...new Set(slots.filter(isSlot))]
  if (good.length === 0 || !isTimeZone(timeZone)) return null
  const dayOf = (at: Date) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(at)
  const today = dayOf(now)
  const tomorrow = dayOf(new Date(now.getTime() + 86_400_000))
  const runs: string[] = []
  let after = now
  while (runs.length < good.length + 1) {
    const next = nextSlot(good, timeZone, after)
    if (!next) break
    runs.push(
      next.date === today ? t('runToday', { time: next.time })
      : next.date === tomorrow ? t('runTomorrow', { time: next.time })
      : t('runOther', { day: format.dateTime(next.at, { timeZone, month: 'short', day: 'numeric' }), time: next.time }))
    after = next.at
  }
  return t('nextRuns', { runs: enumerate(runs) })
}
