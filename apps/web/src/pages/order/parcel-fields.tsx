import { Button, NumberInput, Text, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { CarrierInput } from '../../parts/carrier-input.tsx'
import { fieldId, type FieldErrors } from '../../ui/form.ts'
import type { Order } from './order-stage.ts'
import { leftOf, type ParcelDraft } from './ship-draft.ts'
import classes from './ship-form.module.css'

interface ParcelFieldsProps {
  draft: ParcelDraft
  index: number
  of: number
  lines: Order['lines']
  carriers: readonly string[]
  errors: FieldErrors
  disabled: boolean
  onChange: (draft: ParcelDraft) => void
  onRemove: () => void
}

/** One parcel: its number, who carries it, and what is in it. */
export function ParcelFields({ draft, index, of, lines, carriers, errors, disabled, onChange, onRemove }: ParcelFieldsProps) {
  const t = useTranslations('order')
  const words = useTranslations('words')
  const path = `parcels.${index}`
  const open = lines.filter((line) => leftOf(line) > 0)
  const [only] = open
  const divisible = of > 1 || open.length > 1 || (only !== undefined && leftOf(only) > 1)
  return (
    <fieldset className={classes.parcel}>
      {of > 1 && <legend className={classes.legend}>{t('parcelNumber', { number: index + 1 })}</legend>}
      <div className={classes.head}>
        <TextInput id={fieldId(`${path}.trackingNumber`)} label={words('trackingNumber')} value={draft.trackingNumber} error={errors[`${path}.trackingNumber`]} disabled={disabled} autoComplete="off" spellCheck={false} autoCapitalize="characters"
          onChange={(event) => onChange({ ...draft, trackingNumber: event.currentTarget.value })} />
        <CarrierInput id={fieldId(`${path}.carrier`)} label={words('carrier')} carriers={carriers} value={draft.carrier} error={errors[`${path}.carrier`]} disabled={disabled} onChange={(carrier) => onChange({ ...draft, carrier })} />
        {of > 1 && <Button variant="subtle" color="gray" size="compact-sm" className={classes.remove} leftSection={<IconTrash size={14} aria-hidden />} disabled={disabled} onClick={onRemove} aria-label={t('removeParcel', { number: index + 1 })}>{t('remove')}</Button>}
      </div>
      {divisible && (
        <div id={fieldId(`${path}.lines`)} tabIndex={-1} role="group" aria-label={t('contents')}>
          <Text size="sm" fw={500}>{t('contents')}</Text>
          {errors[`${path}.lines`] && <Text size="sm" className={classes.error}>{errors[`${path}.lines`]}</Text>}
          <ul className={classes.lines}>
            {open.map((line) => (
              <li key={line.lineId} className={classes.line}>
                <span className={classes.words}><strong>{line.sku || t('noSku')}</strong> {line.title}</span>
                <NumberInput id={fieldId(`${path}.lines.${line.lineId}`)} aria-label={t('quantityOf', { sku: line.sku || line.title })} className={classes.quantity} size="xs" min={0} allowNegative={false} allowDecimal={false} value={draft.quantities[line.lineId] ?? 0}
                  error={errors[`${path}.lines.${line.lineId}`]} disabled={disabled} onChange={(value) => onChange({ ...draft, quantities: { ...draft.quantities, [line.lineId]: value === '' ? '' : Number(value) } })} />
                <span className={classes.of}>{t('ofLeft', { count: leftOf(line) })}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </fieldset>
  )
}
