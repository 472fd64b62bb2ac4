import { NumberInput } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { fieldId, type FieldErrors } from '../../ui/form.ts'
import { Count } from '../../ui/money.tsx'
import classes from './inbounds.module.css'

export interface RoundLine {
  sku: string
  name: string
  /** What is still to come, or still to be put away. */
  open: number
  quantity: number | string
}

/** The lines of a round that take part in it. */
export function roundOf(lines: readonly RoundLine[]): { sku: string; quantity: number }[] {
  return lines.flatMap(({ sku, quantity }) => (typeof quantity === 'number' && quantity > 0 ? [{ sku, quantity }] : []))
}

export function unitsOf(lines: readonly RoundLine[]): number {
  return roundOf(lines).reduce((total, line) => total + line.quantity, 0)
}

/** A quantity for each line of a round. */
export function RoundLines({ lines, errors, openLabel, quantityLabel, onChange }: {
  lines: readonly RoundLine[]
  errors: FieldErrors
  openLabel: string
  quantityLabel: (sku: string) => string
  onChange: (lines: RoundLine[]) => void
}) {
  const words = useTranslations('words')
  return (
    <div className={classes.roundScroll}>
      <table className={classes.roundTable}>
        <thead><tr><th scope="col">{words('sku')}</th><th scope="col" data-align="end">{openLabel}</th><th scope="col" data-align="end">{words('quantity')}</th></tr></thead>
        <tbody>
          {lines.map((line, index) => (
            <tr key={line.sku}>
              <td>{line.sku}<div className={classes.name}>{line.name}</div></td>
              <td data-align="end"><Count value={line.open} /></td>
              <td data-align="end">
                <NumberInput className={classes.quantity} id={fieldId(`quantity.${line.sku}`)} aria-label={quantityLabel(line.sku)} value={line.quantity} error={errors[`quantity.${line.sku}`]} min={0} allowDecimal={false} allowNegative={false} clampBehavior="none"
                  data-autofocus={index === 0 || undefined} onFocus={(event) => event.currentTarget.select()} onChange={(quantity) => onChange(lines.map((each) => (each === line ? { ...each, quantity } : each)))} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
