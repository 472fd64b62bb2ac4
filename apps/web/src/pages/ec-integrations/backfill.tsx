import { Group, Stack, Text, TextInput } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'

/** Reads days again: first how many orders that is, then the run. */
export function Backfill({ accountId, onClose }: { accountId: string; onClose: () => void }) {
  const t = useTranslations('coverage')
  const form = useForm<{ from: string; to: string }>({ from: '', to: '' })
  const preview = useWrite(api.coverage.previewBackfill, { onError: form.take })
  const start = useWrite(api.coverage.backfill, { refreshes: [api.coverage.key(), api.fetchRuns.key(), api.ecAccounts.key()], onError: form.take })
  const { from, to } = form.values
  const counted = preview.data && preview.variables?.from === from && preview.variables.to === to ? preview.data : null
  const check = () => ({
    ...(from === '' ? { from: t('fromMissing') } : {}), ...(to === '' ? { to: t('toMissing') } : to < from ? { to: t('order2') } : {}),
  })
  if (start.data) {
    return (
      <Stack gap="md">
        <Banner tone="good" live="status" title={t('started')}><AppLink to="/fetch-runs/$id" params={{ id: start.data.id }}>{t('showRun')}</AppLink></Banner>
      </Stack>
    )
  }
  return (
    <DialogForm form={form} labels={{ from: t('from'), to: t('to') }} saveLabel={counted ? t('start', { count: counted.count }) : t('preview')} pending={preview.isPending || start.isPending} error={start.error ?? preview.error} check={check}
      onSubmit={() => (counted ? start.mutate({ id: accountId, from, to }) : preview.mutate({ id: accountId, from, to }))} onClose={onClose}>
      <Text size="sm" c="dimmed">{t('backfillHint')}</Text>
      <Group grow align="start">
        <TextInput {...form.field('from')} type="date" label={t('from')} withAsterisk data-autofocus />
        <TextInput {...form.field('to')} type="date" label={t('to')} withAsterisk />
      </Group>
      {counted && (
        <div role="status">
          <Text size="sm" fw={600}>{t('count', { count: counted.count, here: counted.here })}</Text>
          {counted.tooOld !== null && counted.tooOld > 0 && <Banner tone="warn" title={t('tooOld', { count: counted.tooOld })} />}
        </div>
      )}
    </DialogForm>
  )
}
