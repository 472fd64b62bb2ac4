import { createHmac } from 'node:crypto'
import type { Context } from '../context.ts'
import { equalSecrets, newSecret } from '../store/secrets.ts'
import { invalid } from './problem.ts'

const life = 3600_000

interface Sealed {
  list: string
  shop: string
  filters: [string, string][]
  after: (string | number)[]
  until: number
}

/** Signs where a page ended together with the filters that it was asked with. */
export function sealCursor(ctx: Context, list: string, shop: string, filters: [string, string][], after: (string | number)[]): string {
  const sealed: Sealed = { list, shop, filters, after, until: ctx.now() + life }
  const text = Buffer.from(JSON.stringify(sealed)).toString('base64url')
  return `${text}.${sign(ctx, text)}`
}

/**
 * Opens a cursor and answers its filters and position. `repeated` are the filters of this request: none, or exactly those of the cursor.
 * Throws the contract's 400 for a cursor that is expired, altered, another shop's or another list's.
 */
export function openCursor(ctx: Context, cursor: string, list: string, shop: string, repeated: [string, string][]): Pick<Sealed, 'filters' | 'after'> {
  const [text = '', signature = ''] = cursor.split('.')
  if (!equalSecrets(signature, sign(ctx, text))) throw invalid('The cursor is not one of ours; begin the window again.')
  const sealed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Sealed
  if (sealed.list !== list || sealed.shop !== shop) throw invalid('The cursor belongs to something else; begin the window again.')
  if (sealed.until <= ctx.now()) throw invalid('The cursor has expired; begin the window again.')
  if (repeated.length > 0 && JSON.stringify(sorted(repeated)) !== JSON.stringify(sorted(sealed.filters))) {
    throw invalid('Beside a cursor the filters are left out or repeated exactly.')
  }
  return sealed
}

function sorted(filters: [string, string][]): [string, string][] {
  return filters.toSorted((left, right) => (left.join('\0') < right.join('\0') ? -1 : 1))
}

function sign(ctx: Context, text: string): string {
  return createHmac('sha256', cursorKey(ctx)).update(text).digest('base64url')
}

/** Kept with the state, so that cursors outlive a restart. */
function cursorKey(ctx: Context): string {
  ctx.db.run("insert into meta (name, value) values ('cursor_key', ?) on conflict do nothing", newSecret(''))
  return ctx.db.get<{ value: string }>("select value from meta where name = 'cursor_key'")?.value ?? ''
}
