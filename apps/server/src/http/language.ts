import type { Language } from '@crossdock/contract'

/** The language that an `Accept-Language` header prefers among ours; English when it names neither. */
export function preferredLanguage(header: string | undefined): Language {
  const ranked = (header ?? '')
    .split(',')
    .map((part, position) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const quality = parameters.map((each) => /^\s*q=([\d.]+)\s*$/.exec(each)?.[1]).find((each) => each !== undefined)
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality), position }
    })
    .filter((each): each is typeof each & { language: Language } => (each.language === 'en' || each.language === 'zh') && each.quality > 0)
    .sort((a, b) => b.quality - a.quality || a.position - b.position)
  return ranked[0]?.language ?? 'en'
}
