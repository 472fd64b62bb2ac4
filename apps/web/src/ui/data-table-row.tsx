import { memo, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { AppLink, type LinkTarget } from './app-link.tsx'
import classes from './data-table.module.css'
import type { Column } from './table-column.ts'
import { Tick } from './tick.tsx'

/** What stands in a cell where there is nothing to say; on a card, such a line is left out. */
const nothing = '–'
/** What a click on a row's box means is the table's to say. */
const tableListens = () => {}

interface DataTableRowProps<Row> {
  row: Row
  /** Those that are shown. */
  columns: readonly Column<Row>[]
  name: string
  /** undefined: rows of this table cannot be selected. */
  selected: boolean | undefined
  tone: 'warn' | 'bad' | undefined
  link: ((row: Row) => LinkTarget) | undefined
}

function PlainRow<Row>({ row, columns, name, selected, tone, link }: DataTableRowProps<Row>): ReactNode {
  const t = useTranslations('ui')
  return (
    <tr role="row" data-link={link ? true : undefined} data-selected={selected || undefined} data-tone={tone}>
      {selected !== undefined && (
        <td role="cell" className={classes.check}>
          <Tick aria-label={t('selectRow', { name })} data-select checked={selected} onChange={tableListens} />
        </td>
      )}
      {columns.map((column) => {
        const content = column.cell(row)
        return (
          <td key={column.id} role="cell" data-label={column.header} data-align={column.align} data-primary={column.primary || undefined} data-wrap={column.wrap || undefined}>
            <div data-nothing={content === nothing || undefined}>{column.primary && link ? <AppLink {...link(row)} className={classes.link}>{content}</AppLink> : content}</div>
          </td>
        )
      })}
    </tr>
  )
}

/**
 * One row. It is drawn again only when something of its own has changed, as long as its columns and link stay the same
 * objects: selecting one order of two hundred then costs one row, not two hundred.
 */
export const DataTableRow = memo(PlainRow) as typeof PlainRow
