import { Button, Skeleton } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useRef, type ChangeEvent, type MouseEvent, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { LinkTarget } from './app-link.tsx'
import { DataTableRow } from './data-table-row.tsx'
import classes from './data-table.module.css'
import { EmptyState } from './empty-state.tsx'
import { ErrorPanel } from './error-panel.tsx'
import type { Column } from './table-column.ts'
import { Tick } from './tick.tsx'

export type { Column }

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
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, rowLink, selection } = props
  const t = useTranslations('ui')
  const navigate = useNavigate()
  const lastToggled = useRef<number | null>(null)
  const shown = useMemo(() => columns.filter((column) => column.hidden !== true), [columns])
  const width = shown.length + (selection ? 1 : 0)

  // The table listens for its rows: one that need not be drawn again keeps no function of an earlier drawing.
  const toggle = (event: ChangeEvent<HTMLTableSectionElement>) => {
    const box: EventTarget = event.target
    if (!selection || !(box instanceof HTMLInputElement) || !('select' in box.dataset)) return
    const index = rowOf(box, event.currentTarget)
    const range = (event.nativeEvent as PointerEvent).shiftKey
    const next = new Set(selection.ids)
    const from = range && lastToggled.current !== null ? Math.min(lastToggled.current, index) : index
    const to = range && lastToggled.current !== null ? Math.max(lastToggled.current, index) : index
    for (const row of rows.slice(from, to + 1)) {
      if (box.checked) next.add(rowKey(row))
      else next.delete(rowKey(row))
    }
    lastToggled.current = index
    selection.onChange(next)
  }
  const follow = (event: MouseEvent<HTMLTableSectionElement>) => {
    const place = event.target as Element
    if (!rowLink || place.closest('a, button, input, label, select, [role="menuitem"], [role="switch"]')) return
    if (window.getSelection()?.toString()) return
    if (event.metaKey || event.ctrlKey) return
    const row = rows[rowOf(place, event.currentTarget)]
    if (row === undefined) return
    const link = rowLink(row)
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
                  <Tick aria-label={t('selectAll')} disabled={rows.length === 0} checked={allSelected} indeterminate={someSelected && !allSelected}
                    onChange={(event) => selection.onChange(event.currentTarget.checked ? new Set([...selection.ids, ...rows.map(rowKey)]) : new Set([...selection.ids].filter((id) => !rows.some((row) => rowKey(row) === id))))} />
                </th>
              )}
              {shown.map((column) => <th key={column.id} role="columnheader" scope="col" data-align={column.align}>{column.header}</th>)}
            </tr>
          </thead>
          <tbody role="rowgroup" onChange={toggle} onClick={follow}>
            {props.loading && rows.length === 0
              ? Array.from({ length: 8 }, (_, index) => (
                  <tr key={index} role="row">
                    {Array.from({ length: width }, (__, cell) => <td key={cell} role="cell"><Skeleton height={12} my={4} width={cell === 0 ? '70%' : '50%'} /></td>)}
                  </tr>
                ))
              : rows.map((row) => {
                  const key = rowKey(row)
                  return <DataTableRow key={key} row={row} columns={shown} name={props.rowName?.(row) ?? key} selected={selection?.ids.has(key)} tone={props.rowTone?.(row)} link={rowLink} />
                })}
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

/** In which row of a table something stands; -1 where it does not, as in a menu that is drawn elsewhere. */
function rowOf(place: Element, body: HTMLTableSectionElement): number {
  return (body.contains(place) ? place.closest('tr')?.sectionRowIndex : undefined) ?? -1
}
