/** A value that a field refuses, and what is said of it. */
export interface Bad {
  name: string
  /** @param valid what the field holds in a request that is in order */
  value: (valid: unknown) => unknown
  code: string
  en: string
  zh: string
}

/** What a kind of field refuses, and the unusual that it takes as it is. */
export interface Kind {
  bad: readonly Bad[]
  /** What is sent and what is kept, made unlike anything there is by a word. */
  good: readonly ((word: string) => readonly [sent: string, kept: string])[]
}

/** Stands for a field that is left out. */
export const absent = Symbol('absent')

const bad = (name: string, value: unknown, code: string, en: string, zh: string): Bad => ({ name, value: () => value, code, en, zh })
const required = (name: string, value: unknown) => bad(name, value, 'required', 'is required', '為必填')
const missing = required('missing', absent)
const wrongType = (name: string, value: unknown, en: string, zh: string) => bad(name, value, 'wrong_type', en, zh)
const notText = [['null', null], ['a number', 5], ['a list', ['x']], ['an object', { a: 1 }]].map(([name, value]) => wrongType(String(name), value, 'must be text', '必須為文字'))
const tooLong = (max: number, value = 'x'.repeat(max + 1)) => bad('too long by one', value, 'too_long', `must have at most ${max} characters`, `最多 ${max} 個字元`)
const nul = bad('NUL', 'a\u0000b', 'invalid_value', 'must not contain NUL', '不可包含空字元（NUL）')
const broken = bad('half a character', 'a\ud83db', 'invalid_value', 'has a broken character', '含有無法辨識的字元')
const formatPhrases = ['has characters that are not allowed here, or is not written as it should be', '含有不允許的字元或格式不正確'] as const
const wrongFormat = (name: string, value: unknown) => bad(name, value, 'invalid_format', ...formatPhrases)

/** What people type, trimmed. */
export const text = (max: number): Kind => ({
  bad: [
    missing, ...notText, required('empty', ''), required('blank', ' \t\u3000\n'), tooLong(max), nul, broken,
    bad('nothing to see', '\u200b\u3164', 'invalid_value', 'has nothing that can be seen', '沒有可見的文字'),
  ],
  good: [
    (word) => [` \u3000${word}\n`, word],
    (word) => [word.padEnd(max, '李'), word.padEnd(max, '李')],
    (word) => [`${word} 👩‍👩‍👧 é e\u0301 عربي 𠮷`, `${word} 👩‍👩‍👧 é e\u0301 عربي 𠮷`],
    (word) => [`'";--<b>=1+1{a}\\%_${word}`, `'";--<b>=1+1{a}\\%_${word}`],
  ],
})

/** An id of ours in a body. */
export const id: Kind = { bad: [missing, ...notText, ...['', 'x', '01a20a04-5664-75ca-9655-899413b588f', '01a20a04-5664-75ca-9655-899413b588fe ', '01a20a04\u0000'].map((value) => bad(`id ${value}`, value, 'invalid_format', 'must be an id', '必須為有效的編號'))], good: [] }

/** An id of ours in the path. */
export const pathId: Kind = { bad: id.bad.filter((each) => each.name.startsWith('id ') && each.name !== 'id '), good: [] }

/** A name in the path that is looked up. */
export const pathName = (max: number): Kind => ({ bad: [tooLong(max), nul], good: [] })

export const email: Kind = {
  bad: [
    missing, ...notText,
    ...['', 'x', 'x@', '@example.com', 'a b@example.com', 'x@example', 'x@example..com', 'x@exam\u0000ple.com'].map((value) => bad(`e-mail ${value}`, value, 'invalid_format', 'must be an e-mail address, such as name@example.com', '必須為電子郵件地址，例如 name@example.com')),
    tooLong(200, `x@${'a'.repeat(50)}.${'a'.repeat(50)}.${'a'.repeat(50)}.${'a'.repeat(42)}.com`),
  ],
  good: [],
}

export const password: Kind = {
  bad: [missing, ...notText, ...['x'.repeat(11), ''].map((value) => bad(`${value.length} characters`, value, 'too_short', 'must have at least 12 characters', '至少需要 12 個字元')), tooLong(256), { ...nul, value: () => `${'x'.repeat(12)}\u0000` }, { ...broken, value: () => `${'x'.repeat(12)}\ud83d` }],
  good: [],
}

export const choice = (...values: readonly string[]): Kind => {
  const phrases = ['invalid_value', `must be one of: ${values.join(', ')}`, `必須為下列其中之一：${values.join(', ')}`] as const
  return { bad: [missing, ...[['null', null], ['another', 'nonsense'], ['empty', ''], ['a number', 5], ['in capitals', values[0]!.toUpperCase()], ['a list', [values[0]]]].map(([name, value]) => bad(String(name), value, ...phrases))], good: [] }
}

export const yesNo: Kind = { bad: [missing, ...[['null', null], ['text', 'true'], ['a number', 1], ['a list', [true]]].map(([name, value]) => wrongType(String(name), value, 'must be true or false', '必須為 true 或 false'))], good: [] }

/** A whole number within bounds. */
export const whole = (min: number, max: number): Kind => ({
  bad: [
    missing, ...[['null', null], ['text', String(min)], ['a list', [min]], ['true', true]].map(([name, value]) => wrongType(String(name), value, 'must be a number', '必須為數字')),
    wrongType('a fraction', max - 0.5, 'must be a whole number', '必須為整數'),
    bad('too small by one', min - 1, 'too_small', `must be ${min} or more`, `必須大於或等於 ${min}`),
    bad('too big by one', max + 1, 'too_big', `must be ${max} or less`, `必須小於或等於 ${max}`),
  ],
  good: [],
})

/** A whole number that is compared and never kept. */
export const anyWhole: Kind = { bad: whole(0, 1).bad.filter((each) => !each.name.includes('by one')), good: [] }

export const percentage: Kind = {
  bad: [
    missing, ...[['null', null], ['text', '50'], ['a fraction', 12.5]].map(([name, value]) => bad(String(name), value, 'invalid_value', 'must be a whole number', '必須為整數')),
    ...[-1, 101].map((value) => bad(String(value), value, 'invalid_value', 'must be 0–100', '必須為 0–100')),
  ],
  good: [],
}

export const slot: Kind = {
  bad: [...notText.slice(0, 2), ...['', '24:00', '23:60', '9:00', '09:00:00', '0900', '-1:00', '上午九點'].map((value) => bad(`time ${value}`, value, 'invalid_value', 'must be a time between 00:00 and 23:59', '必須為 00:00 至 23:59 之間的時間'))],
  good: [],
}

export const day: Kind = {
  bad: [missing, ...notText, ...['', '2026-02-30', '2026-13-01', '2026-1-1', '23/11/2026', '2026-11-23T00:00:00Z', '0000-01-01', 'tomorrow'].map((value) => bad(`day ${value}`, value, 'invalid_format', 'must be a day such as 2026-11-23', '必須為日期，例如 2026-11-23'))],
  good: [],
}

export const instant: Kind = {
  bad: [missing, ...notText, ...['', '2026-02-30T00:00:00Z', '2026-11-23', '2026-11-23 08:00', 'yesterday'].map((value) => bad(`instant ${value}`, value, 'invalid_format', 'must be an instant such as 2026-11-23T08:00:00Z', '必須為時間，例如 2026-11-23T08:00:00Z'))],
  good: [],
}

/** Text of a fixed shape. */
export const shaped = (...wrong: readonly string[]): Kind => ({ bad: [missing, ...notText, ...wrong.map((value) => wrongFormat(`shape ${value.slice(0, 20)}`, value))], good: [] })

/** Text that is looked up as it is, of bounded length. */
export const reference = (max: number): Kind => ({ bad: [missing, ...notText, required('empty', ''), tooLong(max), nul, broken], good: [] })

export const trackingNumber: Kind = {
  bad: [
    missing, ...notText, required('blank', '  '), tooLong(64),
    ...['黑貓123', 'TC\u000012', 'TC\n12', '１２３'].map((value) => bad(`tracking ${value}`, value, 'invalid_value', 'letters, digits and signs only', '只能使用英文字母、數字與符號')),
  ],
  good: [(word) => [` ${word}-a/2 `, `${word}-A/2`]],
}

/** Things that have fields of their own. */
export const object: Kind = { bad: [missing, ...[['null', null], ['text', 'x'], ['a list', []], ['a number', 1]].map(([name, value]) => wrongType(String(name), value, 'must be an object', '必須為物件'))], good: [] }

/** @param said in place of the general words for too many */
export const list = (min: number, max: number, said?: readonly [en: string, zh: string]): Kind => ({
  bad: [
    missing, ...[['null', null], ['text', 'x'], ['an object', { 0: 'x' }]].map(([name, value]) => wrongType(String(name), value, 'must be a list', '必須為清單')),
    ...(min > 0 ? [bad('empty', [], 'too_few', `needs at least ${min}`, `至少需要 ${min} 項`)] : []),
    { name: 'too many by one', value: (valid) => Array<unknown>(max + 1).fill((valid as unknown[])[0]), code: said ? 'invalid_value' : 'too_many', en: said?.[0] ?? `may have at most ${max}`, zh: said?.[1] ?? `最多 ${max} 項` },
  ],
  good: [],
})

/** The same, with more that it refuses. */
export const also = (kind: Kind, ...more: readonly (readonly [name: string, value: unknown, code: string, en: string, zh: string])[]): Kind => ({ ...kind, bad: [...kind.bad, ...more.map((each) => bad(...each))] })
/** The same, which may be left out. */
export const optional = (kind: Kind): Kind => ({ ...kind, bad: kind.bad.filter((each) => each !== missing) })
/** The same, which may be left out or empty. */
export const nullish = (kind: Kind): Kind => ({ ...kind, bad: kind.bad.filter((each) => each !== missing && each.value(null) !== null) })
/** The same, which must be there as a member of a list. */
export const member = optional
