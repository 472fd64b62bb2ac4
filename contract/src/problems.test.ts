import { describe, expect, it } from 'vitest'
import { isProblemCode, problemCatalogue, problemText, type ProblemCode } from './problems.ts'

describe('problems', () => {
  const codes = Object.keys(problemCatalogue) as ProblemCode[]

  it.each(codes)('%s says in both languages what happened and what to do, with the same params', (code) => {
    const { title, detail, status } = problemCatalogue[code]
    const params = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()
    expect(status).toBeGreaterThanOrEqual(400)
    expect(title.en).not.toBe('')
    expect(title.zh).toMatch(/\p{Script=Han}/u)
    expect(detail.en).toMatch(/[.?!}]$/)
    expect(detail.zh).toMatch(/[。？！}]$/)
    expect(new Set([...params(title.zh), ...params(detail.zh)])).toEqual(new Set([...params(title.en), ...params(detail.en)]))
  })

  it('fills params, with codes in words', () => {
    expect(problemText('order_on_hold', 'en', { orderNumber: 'N1', reasons: 'unknown_product, insufficient_stock' })).toEqual({
      title: 'Order N1 is on hold', detail: 'It waits for: unknown product, out of stock. Solve or release these first.',
    })
    expect(problemText('order_on_hold', 'zh', { orderNumber: 'N1', reasons: 'unknown_product, insufficient_stock' }).detail).toBe('暫停原因：未知商品、庫存不足。請先處理或解除。')
    expect(problemText('platform_refused', 'en', { platform: 'X', reason: 'No, that is wrong' }).detail).toBe('X says: No, that is wrong')
  })

  it('knows its own codes', () => {
    expect(isProblemCode('not_found')).toBe(true)
    expect(isProblemCode('toString')).toBe(false)
  })
})
