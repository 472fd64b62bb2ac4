import { ShopFailure } from '../shop/failures.ts'

export interface Words {
  zh: string
  en: string
}

/** What can be said of a fault when it is switched on. */
export interface SettingSpec {
  name: string
  words: Words
  kind: 'whole' | 'choice' | 'text'
  initial: string | number
  /** Of a whole number, both ends included. */
  least?: number
  most?: number
  /** Of text: what is worth trying. */
  suggestions?: readonly string[]
  /** Of a choice. */
  options?: readonly string[]
}

export type Settings = Record<string, string | number>

export function whole(name: string, initial: number, [least, most]: [number, number], zh: string, en: string): SettingSpec {
  return { name, kind: 'whole', initial, least, most, words: { zh, en } }
}

/** The first option holds unless another is chosen. */
export function choice(name: string, options: readonly [string, ...string[]], zh: string, en: string): SettingSpec {
  return { name, kind: 'choice', initial: options[0], options, words: { zh, en } }
}

export function text(name: string, initial: string, zh: string, en: string): SettingSpec {
  return { name, kind: 'text', initial, words: { zh, en } }
}

/** Every setting with its value; throws ShopFailure `invalid_request` for unknown names and values out of range. */
export function readSettings(specs: readonly SettingSpec[], given: Settings): Settings {
  const stray = Object.keys(given).find((name) => !specs.some((spec) => spec.name === name))
  if (stray !== undefined) throw new ShopFailure('invalid_request', `${stray} is not a setting of this fault.`, 'fault')
  return Object.fromEntries(specs.map((spec) => [spec.name, readSetting(spec, given[spec.name])]))
}

function readSetting(spec: SettingSpec, value: string | number | undefined): string | number {
  if (value === undefined || value === '') return spec.initial
  const refused = (rule: string) => new ShopFailure('invalid_request', `${spec.name} is ${rule}.`, 'fault')
  if (spec.kind === 'choice' && !spec.options?.includes(String(value))) throw refused(`one of ${spec.options?.join(', ')}`)
  if (spec.kind !== 'whole') return String(value)
  const figure = Number(value)
  if (!Number.isInteger(figure) || figure < (spec.least ?? 0) || figure > (spec.most ?? 0)) throw refused(`a whole number from ${spec.least} to ${spec.most}`)
  return figure
}

export function figureOf(settings: Settings, name: string): number {
  return Number(settings[name])
}

export function textOf(settings: Settings, name: string): string {
  return String(settings[name])
}
