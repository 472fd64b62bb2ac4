import type { ReactNode } from 'react'
import classes from './definition-list.module.css'

/** Facts by name. An entry that is `false` or null is left out. */
export function DefinitionList({ entries, columns = 1 }: { entries: readonly ([label: string, value: ReactNode] | null | false)[]; columns?: 1 | 2 | 3 }) {
  return (
    <dl className={classes.list} data-columns={columns}>
      {entries.filter((each) => each !== null && each !== false).map(([label, value]) => (
        <div key={label} className={classes.entry}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
