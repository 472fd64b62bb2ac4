import { Button, Checkbox, Skeleton } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { columnVisibilityFeature, rowSelectionFeature, tableFeatures, useTable, type ColumnDef, type RowData } from '@tanstack/react-table'
import { useRef, type MouseEvent, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { AppLink, type LinkTarget } from './app-link.tsx'
import classes from './data-table.module.css'
import { EmptyState } from './empty-state.tsx'
import { ErrorPanel } from './error-panel.tsx'

/** What stands in a cell where there is nothing to say; on a card, such a line is left out. */
const nothing = '–'

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature })

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

export interface Selection {
  ids: ReadonlySet<string>
  onChange: (ids: ReadonlySet<string>) => void
}

interface DataTableProps<Row> {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** What a row is called by screen readers when it is selected. */
  rowName?: (row: Row) => string
  rowLink?: (row: Row) => LinkTarget
  rowTone?: (row: Row) => 'warn' | 'bad' | undefined
  loading?: boolean
  stale?: boolean
  error?: Error | null
  retry?: () => void
  /** `null` when all is shown. */
  more?: { load: () => void; loading: boolean } | null
  /** Shown when there is nothing at all. */
  empty: ReactNode
  /** Given while filters are set: nothing shown then means that nothing matches. */
  filtered?: { clear: () => void } | false
  selection?: Selection
}

/** A native table, dense, with links, selection by shift-click and paging by “Load more”; on a narrow screen each row is a card. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, selection } = props
  const t = useTranslations('ui')
  const navigate = useNavigate()
  const lastToggled = useRef<number | null>(null)
  const table = useTable<typeof features, Row>({
    features,
    data: rows as Row[],
    columns: columns.map((column): ColumnDef<typeof features, Row> => ({ id: column.id, header: column.header, cell: ({ row }) => column.cell(row.original) })),
    getRowId: rowKey,
    state: {
      rowSelection: Object.fromEntries([...(selection?.ids ?? [])].map((each) => [each, true])),
      columnVisibility: Object.fromEntries(columns.map((column) => [column.id, column.hidden !== true])),
    },
  })
  const shown = columns.filter((column) => column.hidden !== true)
  const width = shown.length + (selection ? 1 : 0)
  const shownRows = table.getRowModel().rows

  const toggle = (index: number, checked: boolean, range: boolean) => {
    if (!selection) return
    const next = new Set(selection.ids)
    const from = range && lastToggled.current !== null ? Math.min(lastToggled.current, index) : index
    const to = range && lastToggled.current !== null ? Math.max(lastToggled.current, index) : index
    for (const row of rows.slice(from, to + 1)) {
      if (checked) next.add(rowKey(row))
      else next.delete(rowKey(row))
    }
    lastToggled.current = index
    selection.onChange(next)
  }
  const follow = (event: MouseEvent<HTMLTableRowElement>, row: Row) => {
    if (!props.rowLink || (event.target as Element).closest('a, button, input, label, select, [role="menuitem"], [role="switch"]')) return
    if (window.getSelection()?.toString()) return
    const link = props.rowLink(row)
    if (event.metaKey || event.ctrlKey) return
    void navigate({ to: link.to, params: link.params ?? {}, search: link.search ?? {} })
  }

  if (props.error && rows.length === 0) return <ErrorPanel error={props.error} retry={props.retry} />
  if (!props.loading && rows.length === 0) {
    return props.filtered ? (
      <EmptyState title={t('noMatch')} action={<Button variant="default" onClick={props.filtered.clear}>{t('clearFilters')}</Button>}>{t('noMatchHint')}</EmptyState>
    ) : props.empty
  }
  const allSelected = selection !== undefined && rows.length > 0 && rows.every((row) => selection.ids.has(rowKey(row)))
  const someSelected = selection !== undefined && rows.some((row) => selection.ids.has(rowKey(row)))
  return (
    <div className={classes.frame} data-stale={props.stale || undefined}>
      {props.error && <ErrorPanel error={props.error} retry={props.retry} />}
      {/* A scrolling region is reached by keyboard, so that its far columns can be read without a mouse. */}
      <div className={classes.scroll} role="region" aria-label={props.label} tabIndex={0}>
        <table className={classes.table} role="table" aria-label={props.label} aria-busy={props.loading || props.stale || undefined}>
          <thead role="rowgroup">
            <tr role="row">
              {selection && (
                <th role="columnheader" className={classes.check}>
                  <Checkbox size="xs" aria-label={t('selectAll')} disabled={rows.length === 0} checked={allSelected} indeterminate={someSelected && !allSelected}
                    onChange={(event) => selection.onChange(event.currentTarget.checked ? new Set([...selection.ids, ...rows.map(rowKey)]) : new Set([...selection.ids].filter((id) => !rows.some((row) => rowKey(row) === id))))} />
                </th>
              )}
              {shown.map((column) => <th key={column.id} role="columnheader" scope="col" data-align={column.align}>{column.header}</th>)}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {props.loading && rows.length === 0
              ? Array.from({ length: 8 }, (_, index) => (
                  <tr key={index} role="row">
                    {Array.from({ length: width }, (__, cell) => <td key={cell} role="cell"><Skeleton height={12} my={4} width={cell === 0 ? '70%' : '50%'} /></td>)}
                  </tr>
                ))
              : shownRows.map((row, index) => (
                  <tr key={row.id} role="row" data-link={props.rowLink ? true : undefined} data-selected={row.getIsSelected() || undefined} data-tone={props.rowTone?.(row.original)} onClick={(event) => follow(event, row.original)}>
                    {selection && (
                      <td role="cell" className={classes.check}>
                        <Checkbox size="xs" aria-label={t('selectRow', { name: props.rowName?.(row.original) ?? row.id })} checked={row.getIsSelected()}
                          onChange={(event) => toggle(index, event.currentTarget.checked, (event.nativeEvent as PointerEvent).shiftKey)} />
                      </td>
                    )}
                    {shown.map((column) => {
                      const content = column.cell(row.original)
                      return (
                        <td key={column.id} role="cell" data-label={column.header} data-align={column.align} data-primary={column.primary || undefined} data-wrap={column.wrap || undefined}>
                          <div data-nothing={content === nothing || undefined}>{column.primary && props.rowLink ? <AppLink {...props.rowLink(row.original)} className={classes.link}>{content}</AppLink> : content}</div>
                        </td>
                      )
                    })}
                  </tr>
                ))}
          </tbody>
        </table>
      </div>
      {!props.loading && (
        <div className={classes.foot}>
          <span>{t('shown', { count: rows.length })}</span>
          {props.more && <Button variant="default" size="xs" loading={props.more.loading} onClick={props.more.load}>{t('loadMore')}</Button>}
        </div>
      )}
    </div>
  )
}
