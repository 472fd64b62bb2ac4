import { Tooltip } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'

/** As long as the theme's tooltips wait. */
const patienceMs = 250

/**
 * A tooltip for what stands in a list hundreds of times: it is made once it is pointed at, and not for each of them.
 * @returns what the element takes on, and the tooltip to stand beside it
 */
export function useHint(label: () => string) {
  const [pointed, setPointed] = useState<HTMLElement | null>(null)
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(waiting.current), [])
  const leave = () => {
    clearTimeout(waiting.current)
    setPointed(null)
  }
  const enter = (event: { currentTarget: HTMLElement }) => {
    const place = event.currentTarget
    clearTimeout(waiting.current)
    waiting.current = setTimeout(() => setPointed(place), patienceMs)
  }
  return { props: { onMouseEnter: enter, onMouseLeave: leave }, tooltip: pointed && <Tooltip target={pointed} defaultOpened label={label()} /> }
}
