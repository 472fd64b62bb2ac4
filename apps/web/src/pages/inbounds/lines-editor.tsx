import { ActionIcon, Button, NumberInput, Text, Tooltip } from '@mantine/core'
import { IconClipboardText, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ProductForm } from '../../parts/product-form.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { fieldId, type FieldErrors } from '../../ui/form.ts'
import classes from './inbounds.module.css'
import { readKnownProducts } from './known-products.ts'
import { PasteLines } from './paste-lines.tsx'
import type { PastedLine } from './pasted-lines.ts'
import { ProductSelect, type ChosenProduct } from './product-select.tsx'

export interface DraftLine {
  key: number
  product: ChosenProduct | null
  quantity: number | string
}

export const emptyLine = (key: number): DraftLine => ({ key, product: null, quantity: '' })
const nextKey = (lines: readonly DraftLine[]) => Math.max(-1, ...lines.map((line) => line.key)) + 1

/** Pasted lines after those that are there; the same SKU adds up. */
function joined(lines: readonly DraftLine[], pasted: readonly PastedLine[], names: ReadonlyMap<string, string>): DraftLine[] {
  const kept = lines.filter((line) => line.product !== null || line.quantity !== '')
  const bySku = new Map(pasted.map((line) => [line.sku, line.quantity]))
  const summed = kept.map((line) => {
    const more = bySku.get(line.product?.sku ?? '')
    return more === undefined ? line : { ...line, quantity: Number(line.quantity) + more }
  })
  const there = new Set(kept.map((line) => line.product?.sku))
  const first = nextKey(kept)
  const added = pasted.filter((line) => !there.has(line.sku)).map(({ sku, quantity }, index) => ({ key: first + index, product: { sku, name: names.get(sku) ?? '' }, quantity }))
  return [...summed, ...added]
}

/** The lines of a new inbound: picked one by one, or pasted. */
export function LinesEditor({ merchantId, lines, errors, onChange }: { merchantId: string | null; lines: readonly DraftLine[]; errors: FieldErrors; onChange: (lines: DraftLine[]) => void }) {
  const t = useTranslations('inbounds')
  const [dialog, setDialog] = useState<'paste' | 'product' | null>(null)
  const [missing, setMissing] = useState<ReadonlySet<string>>(new Set())
  const [focusKey, setFocusKey] = useState<number | null>(null)
  const paste = useMutation({
    mutationFn: (of: { merchantId: string; pasted: PastedLine[] }) => readKnownProducts(of.merchantId),
    onSuccess: ({ names, complete }, { pasted }) => {
      if (complete) setMissing(new Set([...missing, ...pasted.map((line) => line.sku).filter((sku) => !names.has(sku))]))
      onChange(joined(lines, pasted, names))
      setDialog(null)
    },
    // Without the names the lines are as good: the server checks every SKU.
    onError: (_, { pasted }) => {
      onChange(joined(lines, pasted, new Map()))
      setDialog(null)
    },
  })
  const change = (key: number, part: Partial<DraftLine>) => onChange(lines.map((line) => (line.key === key ? { ...line, ...part } : line)))
  const add = () => {
    const key = nextKey(lines)
    setFocusKey(key)
    onChange([...lines, emptyLine(key)])
  }
  const createdProduct = (product: ChosenProduct) => {
    setMissing(new Set([...missing].filter((sku) => sku !== product.sku)))
    if (lines.some((line) => line.product?.sku === product.sku)) return onChange(lines.map((line) => (line.product?.sku === product.sku ? { ...line, product } : line)))
    const kept = lines.filter((line) => line.product !== null || line.quantity !== '')
    onChange([...kept, { key: nextKey(lines), product, quantity: '' }])
  }
  const marked = lines.filter((line) => line.product !== null && missing.has(line.product.sku))
  const filled = lines.filter((line) => line.product !== null)
  return (
    <div className={classes.page}>
      {marked.length > 0 && <Banner tone="warn" live="status" title={t('pasteUnknown', { count: marked.length })} />}
      <ul className={classes.lines} id={fieldId('lines')} tabIndex={-1}>
        {lines.map((line, index) => (
          <li key={line.key} className={classes.line}>
            <ProductSelect id={fieldId(`lines.${index}.sku`)} merchantId={merchantId} label={t('lineProduct', { line: index + 1 })} value={line.product} autoFocus={line.key === focusKey}
              error={errors[`lines.${index}.sku`] ?? (line.product !== null && missing.has(line.product.sku) ? t('notAProduct') : undefined)} onChange={(product) => change(line.key, { product })} />
            <NumberInput id={fieldId(`lines.${index}.expected`)} aria-label={t('lineQuantity', { line: index + 1 })} placeholder={t('expected')} disabled={merchantId === null} value={line.quantity} error={errors[`lines.${index}.expected`]} min={1} allowDecimal={false} allowNegative={false} clampBehavior="none" thousandSeparator=","
              onKeyDown={(event) => { if (event.key === 'Enter') { event.preventDefault(); add() } }} onChange={(quantity) => change(line.key, { quantity })} />
            <Tooltip label={t('removeLine', { line: index + 1 })}>
              <ActionIcon variant="subtle" color="gray" size="lg" disabled={lines.length === 1 && line.product === null && line.quantity === ''} aria-label={t('removeLine', { line: index + 1 })} onClick={() => onChange(lines.length === 1 ? [emptyLine(nextKey(lines))] : lines.filter((each) => each.key !== line.key))}><IconTrash size={16} /></ActionIcon>
            </Tooltip>
          </li>
        ))}
      </ul>
      {errors['lines'] !== undefined && <Text size="sm" c="var(--mantine-color-error)">{errors['lines']}</Text>}
      <div className={classes.foot}>
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} disabled={merchantId === null} onClick={add}>{t('addLine')}</Button>
        <Button variant="default" size="xs" leftSection={<IconClipboardText size={14} aria-hidden />} disabled={merchantId === null} loading={paste.isPending} onClick={() => setDialog('paste')}>{t('paste')}</Button>
        <Button variant="subtle" size="xs" disabled={merchantId === null} onClick={() => setDialog('product')}>{t('newProduct')}</Button>
        <span className={classes.sum}>{t('linesSum', { lines: filled.length, units: filled.reduce((total, line) => total + Number(line.quantity), 0) })}</span>
      </div>
      <Dialog opened={dialog === 'paste'} size="lg" title={t('pasteTitle')} onClose={() => setDialog(null)}>
        <PasteLines pending={paste.isPending} onAdd={(pasted) => merchantId !== null && paste.mutate({ merchantId, pasted })} onClose={() => setDialog(null)} />
      </Dialog>
      <Dialog opened={dialog === 'product'} title={t('newProduct')} onClose={() => setDialog(null)}>
        <ProductForm merchantId={merchantId ?? undefined} sku={marked[0]?.product?.sku ?? ''} onCreated={createdProduct} onClose={() => setDialog(null)} />
      </Dialog>
    </div>
  )
}
