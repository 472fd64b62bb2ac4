const [begin, end] = ['\u2068', '\u2069']
/** Signs that turn the writing direction, and letters that are written from right to left. */
const directed = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/**
 * What others wrote, for the middle of a sentence of ours: whatever it does to the writing direction ends with it, as with
 * `<bdi>` where there is markup. Text that does nothing of the kind stays as it is.
 */
export function isolate(text: string): string {
  if (!directed.test(text)) return text
  // An end without its beginning would end ours.
  let open = 0
  const balanced = text.replace(/[\u2066-\u2069]/g, (sign) => {
    if (sign !== end) open++
    else if (open === 0) return ''
    else open--
    return sign
  })
  return begin + balanced + end.repeat(open + 1)
}
