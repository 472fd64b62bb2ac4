import { useEffect, useEffectEvent, useRef } from 'react'
import { useTranslations } from 'use-intl'
import classes from './error-summary.module.css'
import { fieldId, type FieldErrors } from './form.ts'

/**
 * All field errors together, above the form: it takes the focus when it appears and each line leads to its field.
 * @param labels what each field is called on the screen, by path
 */
export function ErrorSummary({ errors, labels }: { errors: FieldErrors; labels: Record<string, string> }) {
  const t = useTranslations('ui')
  const box = useRef<HTMLDivElement>(null)
  const entries = Object.entries(errors)
  const shown = JSON.stringify(errors)
  useEffect(() => {
    if (shown !== '{}') box.current?.focus()
  }, [shown])
  const wrong = entries.length > 0
  const withPrefix = useEffectEvent((title: string) => t('errorTitle', { title }))
  useEffect(() => {
    if (!wrong) return
    const title = document.title
    document.title = withPrefix(title)
    return () => {
      document.title = title
    }
  }, [wrong])
  if (entries.length === 0) return null
  return (
    <div ref={box} tabIndex={-1} role="alert" className={classes.summary} data-tone="bad">
      <strong>{t('errorSummary', { count: entries.length })}</strong>
      <ul>
        {entries.map(([path, message]) => (
          <li key={path}>
            <a href={`#${fieldId(path)}`} onClick={(event) => { event.preventDefault(); document.getElementById(fieldId(path))?.focus() }}>
              {labels[path] ? `${labels[path]}: ${message}` : message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
