/**
 * What `npm test -- <words>` asks for: nothing means everything; `unit` and `browser` are parts; anything else is a file filter.
 * @param {string[]} words
 * @returns {{ vitest: string[] | undefined, playwright: string[] | undefined, needsDatabase: boolean, needsWeb: boolean }} the arguments of each runner,
 *   undefined for one that is not asked for
 */
export function planTests(words) {
  const parts = words.filter((word) => word === 'unit' || word === 'browser')
  const filters = words.filter((word) => !parts.includes(word))
  const browserFilters = filters.filter((filter) => filter.includes('tests/browser'))
  const otherFilters = filters.filter((filter) => !browserFilters.includes(filter))
  const everything = words.length === 0
  const unit = parts.includes('unit')
  const playwright = everything || parts.includes('browser') || browserFilters.length > 0 ? browserFilters : undefined
  const vitest = everything || unit || otherFilters.length > 0 ? [...(unit ? ['--project', 'unit'] : []), ...otherFilters] : undefined
  const needsDatabase = vitest !== undefined && !unit
  return { vitest, playwright, needsDatabase, needsWeb: playwright !== undefined || needsDatabase }
}
