import type { ReactNode } from 'react'

export interface Column<Row> {
  id: string
  /** The heading; also the name before each value where the table becomes cards. */
  header: string
  cell: (row: Row) => ReactNode
  align?: 'end'
  /** The row's name: it carries the link. One column has it. */
  primary?: boolean
  hidden?: boolean
  /** Lets a long text break instead of widening the table. */
  wrap?: boolean
}
