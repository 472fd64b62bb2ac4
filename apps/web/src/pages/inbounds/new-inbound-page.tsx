import { Button, Group, Stack, TextInput, Textarea } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { MerchantField } from '../../parts/merchant-field.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { Section } from '../../ui/section.tsx'
import { UnsavedGuard } from '../../ui/unsaved-guard.tsx'
import classes from './inbounds.module.css'
import { emptyLine, LinesEditor, type DraftLine } from './lines-editor.tsx'

const mostLines = 500
const mostUnits = 1_000_000

interface Draft {
  merchantId: string | null
  number: string
  expectedOn: string
  supplier: string
  note: string
  lines: DraftLine[]
}

/** Announces goods that will arrive. */
export function NewInboundPage() {
  const t = useTranslations('inbounds')
  const ui = useTranslations('ui')
  const words = useTranslations('words')
  const navigate = useNavigate()
  const scope = useMerchantScope()
  const form = useForm<Draft>({ merchantId: scope.merchantId ?? null, number: '', expectedOn: '', supplier: '', note: '', lines: [emptyLine(0)] })
  const { values } = form
  // A line that nobody filled in is not there.
  const filled = values.lines.flatMap((line, index) => (line.product === null && line.quantity === '' ? [] : [{ ...line, index }]))
  const create = useWrite(api.inbounds.create, {
    refreshes: [api.inbounds.key(), api.home.key()],
    onError: (error) => void form.take(error),
    onSuccess: (inbound) => {
      notifyDone(t('announced', { number: inbound.number }))
      void navigate({ to: '/inbounds/$id', params: { id: inbound.id }, ignoreBlocker: true })
    },
  })
  const check = (): Record<string, string> => {
    const errors: Record<string, string> = {}
    if (values.merchantId === null) errors['merchantId'] = ui('issueRequired')
    if (filled.length === 0) errors['lines'] = t('linesMissing')
    if (filled.length > mostLines) errors['lines'] = t('tooManyLines')
    const seen = new Map<string, number>()
    for (const { index, product, quantity } of filled) {
      if (product === null) errors[`lines.${index}.sku`] = ui('issueRequired')
      else if (seen.has(product.sku)) errors[`lines.${index}.sku`] = t('skuTwice', { line: (seen.get(product.sku) ?? 0) + 1 })
      else seen.set(product.sku, index)
      if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1 || quantity > mostUnits) errors[`lines.${index}.expected`] = t('quantityWrong')
    }
    return errors
  }
  const submit = () => {
    if (create.isPending) return
    const errors = check()
    form.setErrors(errors)
    const { merchantId } = values
    if (merchantId === null || Object.keys(errors).length > 0) return
    // What the server says of a line is said of its place; lines that are not there take none.
    if (filled.length < values.lines.length) form.set('lines', filled.map(({ key, product, quantity }) => ({ key, product, quantity })))
    create.mutate({
      merchantId, number: values.number.trim() || undefined, expectedOn: values.expectedOn || null, supplier: values.supplier.trim() || null, note: values.note.trim() || null,
      lines: filled.map(({ product, quantity }) => ({ sku: product?.sku ?? '', expected: Number(quantity) })),
    })
  }
  const lineLabels = Object.fromEntries(values.lines.flatMap((_, index) => [[`lines.${index}.sku`, t('lineProduct', { line: index + 1 })], [`lines.${index}.expected`, t('lineQuantity', { line: index + 1 })]]))
  return (
    <>
      <PageHeader title={t('newTitle')} back={{ label: t('title'), link: { to: '/inbounds' } }} />
      <UnsavedGuard active={form.dirty && !create.isSuccess} />
      <form className={classes.narrow} noValidate onSubmit={(event) => { event.preventDefault(); submit() }}>
        <ErrorSummary errors={form.errors} labels={{ merchantId: words('merchant'), number: t('number'), expectedOn: t('expectedOn'), supplier: t('supplier'), note: t('note'), lines: t('lines'), ...lineLabels }} />
        <Stack gap="md">
          <MerchantField {...form.field('merchantId')} value={values.merchantId}
            onChange={(next) => {
              if (next === values.merchantId) return
              form.set('merchantId', next)
              form.set('lines', [emptyLine(0)])
            }} />
          <div className={classes.pair}>
            <TextInput {...form.field('number')} label={t('number')} description={t('numberHint')} maxLength={60} autoComplete="off" inputWrapperOrder={['label', 'input', 'description', 'error']} />
            <TextInput {...form.field('expectedOn')} type="date" label={t('expectedOn')} />
          </div>
          <TextInput {...form.field('supplier')} label={t('supplier')} maxLength={100} autoComplete="off" />
          <Section title={t('lines')}>
            <LinesEditor merchantId={values.merchantId} lines={values.lines} errors={form.errors} onChange={(lines) => form.set('lines', lines)} />
          </Section>
          <Textarea {...form.field('note')} label={t('note')} maxLength={1000} autosize minRows={2} />
          {create.error && Object.keys(form.errors).length === 0 && <ErrorPanel error={create.error} />}
          <Group gap="xs">
            <Button type="submit" loading={create.isPending}>{t('announce')}</Button>
            <AppLink to="/inbounds">{ui('cancel')}</AppLink>
          </Group>
        </Stack>
      </form>
    </>
  )
}
