import { useEffect, useRef, type ComponentProps } from 'react'
import classes from './tick.module.css'

/** A checkbox alone, without a label beside it: light enough to stand in each row of a long table. */
export function Tick({ indeterminate = false, ...props }: Omit<ComponentProps<'input'>, 'type' | 'className' | 'ref'> & { 'aria-label': string; indeterminate?: boolean }) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // There is no attribute for it.
    if (box.current) box.current.indeterminate = indeterminate
  }, [indeterminate])
  return <input ref={box} type="checkbox" className={classes.tick} {...props} />
}
