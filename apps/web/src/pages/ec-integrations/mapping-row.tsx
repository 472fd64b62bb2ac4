import { isolate, longestShippingCode } from '@crossdock/domain'
import { ActionIcon, Select, Text, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { useLanguage } from '../../app/language.tsx'
import type { Outputs } from '../../app/session.tsx'
import { fieldId, type FieldErrors } from '../../ui/form.ts'
import type { DraftMapping } from './account-draft.ts'
import classes from './mappings-editor.module.css'

type ShippingType = Outputs['shippingTypes']['list']['items'][number]

interface MappingRowProps {
  index: number
  mapping: DraftMapping
  /** What the platform or the shop calls the code. */
  name: string | null
  waiting: number
  /** Whether what is kept still points to an enabled type. */
  valid: boolean
  types: readonly ShippingType[]
  errors: FieldErrors
  locked: boolean
  takesFocus: boolean
  proposed: boolean
  onChange: (changes: Partial<DraftMapping>) => void
  onRemove: () => void
}

export function MappingRow({ index, mapping, name, waiting, valid, types, errors, locked, takesFocus, proposed, onChange, onRemove }: MappingRowProps) {
  const t = useTranslations('ecIntegrations')
  const words = useTranslations('words')
  const { language } = useLanguage()
  const codePath = `shippingMappings.${index}.platformCode`
  const typePath = `shippingMappings.${index}.shippingTypeCode`
  const options = types.map((each) => ({ value: each.code, label: `${isolate(each.name[language])} · ${words(`temperature.${each.temperature}`)}` }))
  const known = mapping.shippingTypeCode === null || types.some((each) => each.code === mapping.shippingTypeCode)
  const called = mapping.platformCode.trim() || t('codeLabel', { number: index + 1 })
  return (
    <li className={classes.row}>
      <div className={classes.code}>
        {mapping.byHand
          ? <TextInput autoFocus={takesFocus} id={fieldId(codePath)} aria-label={t('codeLabel', { number: index + 1 })} placeholder={t('platformCode')} value={mapping.platformCode} error={errors[codePath]} autoComplete="off" spellCheck={false} maxLength={longestShippingCode} onChange={(event) => onChange({ platformCode: event.currentTarget.value })} />
          : <span id={fieldId(codePath)} tabIndex={-1}><code>{mapping.platformCode}</code></span>}
        {!mapping.byHand && errors[codePath] && <Text size="xs" c="var(--mantine-color-error)">{errors[codePath]}</Text>}
        {name !== null && <Text size="xs" c="dimmed">{name}</Text>}
        {waiting > 0 && <Text size="xs" c="dimmed">{t('ordersWaiting', { count: waiting })}</Text>}
      </div>
      <Select autoFocus={takesFocus && !mapping.byHand} id={fieldId(typePath)} className={classes.type} aria-label={t('warehouseShippingTypeOf', { code: called })} placeholder={t('chooseType')} searchable allowDeselect={false} selectFirstOptionOnChange disabled={locked}
        data={known ? options : [{ value: mapping.shippingTypeCode ?? '', label: mapping.shippingTypeCode ?? '', disabled: true }, ...options]}
        value={mapping.shippingTypeCode} error={errors[typePath] ?? (!valid ? t('typeNotEnabled') : undefined)} description={proposed ? t('proposed') : undefined} inputWrapperOrder={['input', 'description', 'error']}
        onChange={(shippingTypeCode) => onChange({ shippingTypeCode })} />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={mapping.platformCode.trim() ? t('removeMapping', { code: mapping.platformCode.trim() }) : t('removeNew')} onClick={onRemove}><IconX size={16} /></ActionIcon>
    </li>
  )
}
