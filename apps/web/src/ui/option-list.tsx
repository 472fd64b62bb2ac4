import { CheckIcon, Combobox } from '@mantine/core'
import { useEffect, useLayoutEffect, useRef, useState, type MouseEvent } from 'react'
import { afterPaint } from './after-paint.ts'
import classes from './option-list.module.css'

export interface Option {
  value: string
  label: string
}

interface OptionListProps {
  id: string
  label: string
  options: readonly Option[]
  chosen: string | null
  /** Which of the options the arrow keys stand on; -1: none. */
  active: number
  onChoose: (option: Option | undefined) => void
}

// They look as the component library's lists do.
const frame = `${Combobox.classes['dropdown']} ${classes.list}`
const row = `${Combobox.classes['option']} ${Combobox.classes['optionsDropdownOption']}`
const mark = Combobox.classes['optionsDropdownCheckIcon']

/** More than fit into the list; those behind them are drawn once these are seen. */
const atFirst = 40

/** The options of a field, below it, or above it where there is more room. The field keeps the focus, and its element stands around both. */
export function OptionList({ id, label, options, chosen, active, onChoose }: OptionListProps) {
  const list = useRef<HTMLDivElement>(null)
  const [all, setAll] = useState(options.length <= atFirst)
  const at = active === -1 ? options.findIndex((each) => each.value === chosen) : active
  useEffect(() => {
    if (!all) afterPaint(() => setAll(true))
  }, [all])
  useLayoutEffect(() => place(list.current!), [])
  useLayoutEffect(() => {
    if (at > 0) list.current!.querySelectorAll('[role=option]')[at]?.scrollIntoView({ block: 'nearest' })
  }, [at, all])
  const take = (event: MouseEvent<HTMLDivElement>) => {
    const option = (event.target as Element).closest('[role=option]')
    if (option) onChoose(options[[...option.parentElement!.children].indexOf(option)])
  }
  return (
    <div ref={list} className={frame} role="presentation">
      <div id={id} role="listbox" aria-label={label} className={`${Combobox.classes['options']} ${classes.options}`} onMouseDown={(event) => event.preventDefault()} onClick={take}>
        {(all || at >= atFirst ? options : options.slice(0, atFirst)).map(({ value, label: words }, index) => (
          <div key={value} id={`${id}${index}`} role="option" className={row} aria-selected={value === chosen} data-combobox-option data-checked={value === chosen || undefined} data-combobox-selected={index === active || undefined}>
            {value === chosen && <CheckIcon className={mark} />}
            <span>{words}</span>
          </div>
        ))}
      </div>
    </div>
  )
}

/** Between the edges of the window, and where there is room for it. */
function place(list: HTMLElement): void {
  const edge = 5
  const { top, bottom, right, height } = list.getBoundingClientRect()
  const field = list.parentElement!.getBoundingClientRect()
  if (bottom > window.innerHeight - edge && field.top - height > top - field.bottom) list.dataset['above'] = ''
  const beyond = right - (document.documentElement.clientWidth - edge)
  if (beyond > 0) list.style.translate = `${-beyond}px 0`
}
