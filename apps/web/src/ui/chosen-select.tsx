import { Combobox, Input } from '@mantine/core'
import { useId, useRef, useState, type ChangeEvent, type KeyboardEvent } from 'react'
import { OptionList, type Option } from './option-list.tsx'

interface ChosenSelectProps {
  label: string
  options: readonly Option[]
  /** What is typed narrows the options. */
  searchable: boolean
  value: string | null
  /** Choosing again what is chosen leaves nothing chosen. */
  onChange: (value: string | null) => void
}

const chevron = <Combobox.Chevron size="sm" />

/**
 * A field that one of several is chosen in, for people and screen readers what the component library's is, and lighter: to open it draws
 * this field anew and plain options, and no frames around them that look for their place several times over.
 */
export function ChosenSelect({ label, options, searchable, value, onChange }: ChosenSelectProps) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState<string | null>(null)
  /** Which of the options shown the arrow keys stand on. */
  const [active, setActive] = useState(-1)
  const chosen = useKept(options.find((each) => each.value === value), value)
  const shown = searchable && typed !== null && typed !== chosen?.label ? options.filter((each) => each.label.toLowerCase().includes(typed.trim().toLowerCase())) : options
  const listed = open && shown.length > 0

  const show = (at = -1) => {
    setOpen(true)
    setActive(at)
  }
  const close = () => setOpen(false)
  const choose = (option: Option | undefined) => {
    if (!option) return
    close()
    setTyped(null)
    onChange(option.value === value ? null : option.value)
  }
  const step = (by: 1 | -1) => {
    const at = shown.findIndex((each) => each.value === value)
    if (!open) return show(Math.max(at, 0))
    const from = active === -1 ? at : active
    setActive(from === -1 && by === -1 ? shown.length - 1 : (from + by + shown.length) % shown.length)
  }
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    // While a Chinese word is put together, its keys are the input method's.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') step(event.key === 'ArrowDown' ? 1 : -1)
    else if (event.key === 'Enter' && listed && active !== -1) choose(shown[active])
    else if (event.key === 'Enter' && !searchable) show()
    else if (event.key === ' ' && !searchable) (open ? close : show)()
    else {
      if (event.key === 'Escape') close()
      return
    }
    event.preventDefault()
  }
  return (
    <>
      <Input ref={field} role="combobox" aria-label={label} aria-haspopup="listbox" aria-expanded={listed} aria-controls={listed ? id : undefined} aria-activedescendant={listed && active !== -1 ? `${id}${active}` : undefined}
        placeholder={label} autoComplete="off" pointer={!searchable} readOnly={!searchable} value={typed ?? chosen?.label ?? ''} data-expanded={open || undefined} data-mantine-stop-propagation={open || undefined}
        __defaultRightSection={chevron} __clearable={value !== null} __clearSection={<Combobox.ClearButton aria-label={`✕ ${label}`} onClear={() => { setTyped(null); onChange(null) }} />} rightSectionPointerEvents="none"
        onKeyDown={press} onFocus={searchable ? () => show() : undefined} onClick={() => (open && !searchable ? close() : show())}
        onBlur={() => { close(); setTyped(null) }}
        onChange={(event: ChangeEvent<HTMLInputElement>) => { setTyped(event.currentTarget.value); show() }} />
      {listed && <OptionList id={id} label={label} options={shown} chosen={value} active={active} onChoose={choose} />}
    </>
  )
}

/** What is chosen is called what it was last called, also while its options are read anew. */
function useKept(found: Option | undefined, value: string | null): Option | undefined {
  const [kept, keep] = useState(found)
  if (found && (kept?.value !== found.value || kept.label !== found.label)) keep(found)
  return found ?? (kept && kept.value === value ? kept : undefined)
}
