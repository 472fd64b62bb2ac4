import { isolate } from '@crossdock/domain'
import { Text, Textarea } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'
import classes from './inbounds.module.css'
import { readPastedLines, type PastedLine } from './pasted-lines.ts'

const badShown = 5

/** Many lines at once, as copied from a spreadsheet. */
export function PasteLines({ pending, onAdd, onClose }: { pending: boolean; onAdd: (lines: PastedLine[]) => void; onClose: () => void }) {
  const t = useTranslations('inbounds')
  const ui = useTranslations('ui')
  const form = useForm({ text: '' })
  const { lines, bad } = readPastedLines(form.values.text)
  return (
    <DialogForm form={form} labels={{ text: t('pasteLabel') }} saveLabel={t('pasteAdd', { count: lines.length })} pending={pending} error={null} check={() => (lines.length === 0 ? { text: ui('issueRequired') } : ({} as Record<string, string>))} onSubmit={() => onAdd(lines)} onClose={onClose}>
      <Textarea {...form.field('text')} label={t('pasteLabel')} description={t('pasteHint')} autosize minRows={6} maxRows={14} spellCheck={false} data-autofocus styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} />
      <div aria-live="polite">
        <Text size="sm">{t('pasteRead', { lines: lines.length, units: lines.reduce((total, line) => total + line.quantity, 0) })}</Text>
        {bad.length > 0 && (
          <ul className={classes.bad}>
            {bad.slice(0, badShown).map((each) => <li key={each.line}>{t('pasteBad', { line: each.line, text: isolate(each.text) })}</li>)}
            {bad.length > badShown && <li>{t('pasteMoreBad', { count: bad.length - badShown })}</li>}
          </ul>
        )}
      </div>
    </DialogForm>
  )
}
