import { Button, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch, IconX } from '@tabler/icons-react'
import { memo, useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { ChosenSelect } from './chosen-select.tsx'
import classes from './filter-bar.module.css'
import type { UrlFilters } from './url-filters.ts'

/** Filters above a list; what they are set to stands in the address, so that a link shows the same. */
export function FilterBar<Name extends string>({ filters, children }: { filters: UrlFilters<Name>; children: ReactNode }) {
  const t = useTranslations('ui')
  return (
    <div className={classes.bar} role="search" aria-label={t('filters')} data-noprint>
      {children}
      {filters.any && <Button variant="subtle" color="gray" size="sm" leftSection={<IconX size={14} aria-hidden />} onClick={filters.clear}>{t('clearFilters')}</Button>}
    </div>
  )
}

export function FilterSearch<Name extends string>({ filters, name, label, width }: { filters: UrlFilters<Name>; name: Name; label: string; width?: number }) {
  const kept = filters.values[name] ?? ''
  const [text, setText] = useState(kept)
  const applied = useRef(kept)
  const apply = useDebouncedCallback((value: string) => {
    applied.current = value.trim()
    filters.set({ [name]: applied.current || undefined } as Partial<Record<Name, string>>)
  }, 250)
  // Follows the address (Back, Clear filters), but not the echo of what was typed here.
  useEffect(() => {
    if (kept === applied.current) return
    applied.current = kept
    setText(kept)
  }, [kept])
  return (
    <TextInput className={classes.search} style={width ? { flexBasis: width } : undefined} type="search" aria-label={label} placeholder={label} value={text} leftSection={<IconSearch size={15} aria-hidden />}
      onChange={(event) => { setText(event.currentTarget.value); apply(event.currentTarget.value) }} />
  )
}

interface FilterSelectProps<Name extends string> {
  name: Name
  label: string
  options: readonly { value: string; label: string }[]
  searchable?: boolean
}

export function FilterSelect<Name extends string>({ filters, ...props }: FilterSelectProps<Name> & { filters: UrlFilters<Name> }) {
  return <KeptSelect {...props} value={filters.values[props.name] ?? null} set={filters.set as UrlFilters<string>['set']} />
}

/** Drawn again only when what it shows has changed, and not with each change of another filter; for that, `options` stays the same object. */
const KeptSelect = memo(function KeptSelect({ name, label, options, searchable = false, value, set }: FilterSelectProps<string> & { value: string | null; set: UrlFilters<string>['set'] }) {
  return (
    <div className={classes.select} data-set={value !== null || undefined}>
      <ChosenSelect label={label} options={options} searchable={searchable} value={value} onChange={(next) => set({ [name]: next ?? undefined })} />
    </div>
  )
})

export function FilterDate<Name extends string>({ filters, name, label }: { filters: UrlFilters<Name>; name: Name; label: string }) {
  return (
    <label className={classes.date}>
      <span className={classes.dateLabel}>{label}</span>
      <TextInput className={classes.dateInput} type="date" value={filters.values[name] ?? ''} onChange={(event) => filters.set({ [name]: event.currentTarget.value || undefined } as Partial<Record<Name, string>>)} />
    </label>
  )
}
