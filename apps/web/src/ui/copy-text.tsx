import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import classes from './copy-text.module.css'

/** A number or code that people paste elsewhere. `label` names it for screen readers; `shown` is what stands there where it is not the value itself. */
export function CopyText({ value, label, mono = true, shown = value }: { value: string; label: string; mono?: boolean; shown?: string }) {
  const t = useTranslations('ui')
  return (
    <span className={classes.copy}>
      <span className={mono ? classes.mono : undefined}>{shown}</span>
      <CopyButton value={value} timeout={1500}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t('copied') : t('copy')}>
            <ActionIcon variant="subtle" color="gray" size="sm" onClick={(event) => { event.stopPropagation(); copy() }} aria-label={`${copied ? t('copied') : t('copy')}: ${label}`}>
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </span>
  )
}
