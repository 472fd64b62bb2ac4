import { shorten } from '@crossdock/domain'

export interface PastedLine {
  sku: string
  quantity: number
}
export interface Pasted {
  lines: PastedLine[]
  /** What was not understood: the line's place, from 1, and what stood there. */
  bad: { line: number; text: string }[]
}

const most = 1_000_000
// “SKU<tab>quantity”, with a comma or spaces instead of the tab at will; full-width characters count as their usual forms.
const pattern = /^(.+?)(?:\s*[\t,;]\s*|\s+)(\d{1,3}(?:,\d{3})+|\d+)$/

/** Reads lines as they are copied from a spreadsheet; what names one SKU several times is summed. */
export function readPastedLines(text: string): Pasted {
  const sums = new Map<string, number>()
  const bad: Pasted['bad'] = []
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.normalize('NFKC').trim()
    if (line === '') continue
    const [, sku = '', digits = ''] = pattern.exec(line) ?? []
    const quantity = Number(digits.replaceAll(',', ''))
    if (sku.trim() === '' || !(quantity >= 1 && quantity <= most)) bad.push({ line: index + 1, text: shorten(line, 60) })
    else sums.set(sku.trim(), (sums.get(sku.trim()) ?? 0) + quantity)
  }
  return { lines: [...sums].map(([sku, quantity]) => ({ sku, quantity })), bad }
}
