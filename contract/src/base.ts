import { oc } from '@orpc/contract'
import { z } from 'zod'
import { problemCatalogue, type ProblemCode } from './problems.ts'

/** A UUID, as every row of ours is named. */
export const id = z.uuid()
/** RFC 3339, UTC. */
export const instant = z.iso.datetime({ offset: true })
/** A calendar day, `YYYY-MM-DD`, of the warehouse. There was no year 0, and a database has none. */
export const day = z.iso.date().check(({ value, issues }) => {
  if (value.startsWith('0000')) issues.push({ code: 'invalid_format', format: 'date', input: value })
})
/** Whole TWD. */
export const money = z.int()
export const quantity = z.int().min(1).max(1_000_000)
/** Text as a database keeps it: without NUL, and without half a character, which is no Unicode. */
export const keepable = (schema: z.ZodString) =>
  schema.refine((value) => !value.includes('\u0000'), { error: 'must not contain NUL' }).refine((value) => value.isWellFormed(), { error: 'has a broken character' })
/** Text typed by people: trimmed, with something to see in it. */
export const text = (max: number) => keepable(z.string().trim().min(1).max(max)).refine((value) => value === '' || /[^\p{Z}\p{Cc}\p{DI}]/u.test(value), { error: 'has nothing that can be seen' })
/** A code or a name that is looked up as it comes. */
export const reference = (max: number) => keepable(z.string().min(1).max(max))
/** What somebody looks for. */
export const searchText = (max: number) => keepable(z.string().max(max))
export const optionalText = (max: number) => text(max).nullish()

/** `true` / `false`, also as they stand in a query string. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])

export const pageQuery = {
  cursor: searchText(500).optional().describe('`nextCursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}
/** A list that is short enough to be asked for whole; with `limit` it comes in pages too. */
export const wholeQuery = {
  cursor: pageQuery.cursor,
  limit: z.coerce.number().int().min(1).max(200).optional().describe('everything when left out'),
}
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

/** A name beside its id, so that a list needs no second question. */
export const named = z.object({ id, name: z.string() })

export const actor = z.object({ kind: z.enum(['user', 'api_key', 'system', 'platform']), name: z.string() })

export const problemIssue = z.object({ path: z.string(), code: z.string(), message: z.string() })
/** RFC 9457. `code` is stable; `params` are what its texts are filled with. */
export const problemDocument = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  errors: z.array(problemIssue).optional(),
  requestId: z.string().optional(),
})
export type ProblemDocument = z.infer<typeof problemDocument>

const problemData = z.object({
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  errors: z.array(problemIssue).optional(),
})

type Everywhere = 'unauthenticated' | 'forbidden' | 'invalid_input' | 'internal_error'

/** An endpoint, with the refusals that are its own beside those of every endpoint. */
export function endpoint<const Code extends ProblemCode = never>(
  route: { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: `/${string}`; summary: string; tag: string; successStatus?: number },
  ...codes: Code[]
) {
  const all = ['unauthenticated', 'forbidden', 'invalid_input', 'internal_error', ...codes] as const
  const errors = Object.fromEntries(
    all.map((code) => [code, { status: problemCatalogue[code].status, message: problemCatalogue[code].title.en, data: problemData }]),
  ) as Record<Code | Everywhere, { status: number; message: string; data: typeof problemData }>
  const { tag, ...rest } = route
  return oc.route({ ...rest, tags: [tag] }).errors(errors)
}

/** In what a form saves: the version that it was made from. */
export const versionRead = z.int().optional().describe('the version that was read; a later one is refused with version_conflict')
