import { isolate } from '@crossdock/domain'
import { useTranslations } from 'use-intl'

/** The sentences in which we keep what went wrong, and which of their parts is the other side's own words. */
const sentences = [
  { key: 'unavailable', pattern: /^(?<platform>.+?) cannot answer at the moment \((?<status>\d+)\)(?:: (?<words>.+)|\.)$/s },
  { key: 'rateLimited', pattern: /^(?<platform>.+?) asks for fewer calls \(429\)(?:, and for none in (?<minutes>\d+) minutes)?(?:: (?<words>.+)|\.)$/s },
  { key: 'refused', pattern: /^(?<platform>.+?) refuses (?:this )?\([^)]*\)(?:: (?<words>.+)|\.)$/s },
  { key: 'token', pattern: /^(?<platform>.+?) does not accept the access token(?:: (?<words>.+)|\.)$/s },
  { key: 'scope', pattern: /^(?<platform>.+?) says that a permission is missing(?:: (?<words>.+)|\.)$/s },
  { key: 'redirect', pattern: /^(?<platform>.+?) answered with a redirect \(\d+(?: to (?<words>\S+))?\), which is not followed\.$/ },
  { key: 'unreadable', pattern: /^(?<platform>.+?) answered \d+ with (?:text that is not the JSON agreed upon|.+ instead of JSON)/ },
  { key: 'lost', pattern: /^(?<platform>.+?): The connection broke before the answer was complete\./ },
  { key: 'unreachable', pattern: /^(?<platform>.+?): (?:The platform refuses connections|The platform's host name cannot be resolved|The platform did not accept the connection in time|No connection came about|No secure connection came about)\./ },
  { key: 'hostUnknown', pattern: /^The name (?<platform>\S+) cannot be resolved\.$/ },
  { key: 'silent', pattern: /^(?<platform>It) did not answer within \d+ seconds\.$/ },
  { key: 'itRefused', pattern: /^(?<platform>It) refused the connection\.$/ },
  { key: 'itBroke', pattern: /^(?<platform>It) broke the connection off\.$/ },
  { key: 'itAway', pattern: /^(?<platform>It) cannot be reached\.$/ },
  { key: 'certificate', pattern: /^(?<platform>.+?): The platform's certificate is not valid or not trusted\./ },
  { key: 'paused', pattern: /^(?<platform>.+?) has asked not to be called yet\.$/ },
  { key: 'shut', pattern: /^(?<platform>.+?) has stopped answering; it is tried again every half minute\.$/ },
  { key: 'givenUp', pattern: /^(?<platform>.+?): The call was given up\.$/ },
  { key: 'otherwise', pattern: /^(?<platform>.+?) answered otherwise than (?:OAuth has )?agreed(?:: (?<words>.+)|\.)$/s },
  { key: 'otherwise', pattern: /^(?<platform>.+?) answered (?:without a refresh token|with a token that cannot be sent|\d+ without saying why)\.$/ },
  { key: 'circle', pattern: /^(?<platform>.+?)'s pages (?:lead in a circle|go on but (?:bring nothing new|are empty))\.$/ },
  { key: 'slow', pattern: /^(?<platform>.+?): (?:No (?:complete answer|connection) within \d+ ms|No answer began within \d+ ms|The answer stopped for \d+ ms)\.$/ },
  { key: 'tooLarge', pattern: /^(?<platform>.+?): The (?:answer is larger than \d+ bytes|headers of the answer are larger than is taken)\./ },
  { key: 'unreadable', pattern: /^(?<platform>.+?): The answer(?:'s \S+ encoding is broken| is encoded as .+, which was not asked for)\.$/s },
  { key: 'notHttp', pattern: /^(?<platform>.+?): What answered does not speak HTTP as agreed\./ },
  { key: 'unusable', pattern: /^(?<platform>.+?) cannot be used for authorisation: (?<words>.+)\.$/s },
  { key: 'otherShop', pattern: /^The platform shows the shop “(?<platform>.+?)” \(.*?\) in place of / },
  { key: 'keyLost', pattern: /^The key that sealed the access is lost/ },
  { key: 'keyWasLost', pattern: /^The access was sealed with a key that was not there when a backup was restored\./ },
  { key: 'unopened', pattern: /^Crossdock cannot open the access that it keeps/ },
  { key: 'died', pattern: /^\d+ times in a row, the process that sent this ended/ },
  { key: 'diedReading', pattern: /^\d+ times in a row, the process that (?:read this page|compared this|read this stock) ended/ },
  { key: 'neverAnswered', pattern: /^The store never answered whether it took this/ },
  { key: 'ours', pattern: /^Something went wrong on our side/ },
  { key: 'notConnected', pattern: /^The EC account is not connected/ },
  { key: 'ended', pattern: /^The authorization ended while the run was / },
  { key: 'renewing', pattern: /^Another process has been renewing the access for too long/ },
  { key: 'incomplete', pattern: /^The store counts \d+ orders of these days and lists \d+, / },
  { key: 'noOrders', pattern: /^This platform has no orders to / },
  { key: 'noStock', pattern: /^This platform (?:takes|shows) no stock figures/ },
  { key: 'noTracking', pattern: /^This platform takes no tracking numbers/ },
] as const

export type PlatformSentence = { key: (typeof sentences)[number]['key']; platform: string; words: string | null; minutes: number | null }

const own: ReadonlySet<string> = new Set(['keyLost', 'keyWasLost', 'unopened', 'died', 'diedReading', 'neverAnswered', 'ours', 'notConnected', 'ended', 'renewing', 'incomplete'])

/** Whether a kept sentence is ours, and nobody else said anything. */
export function isOwnSentence(kept: string): boolean {
  const read = readPlatformSentence(kept)
  return read !== null && own.has(read.key)
}

/** What a kept sentence of a connector says, apart from the language that it was kept in; null when it is nobody's but the store's. */
export function readPlatformSentence(kept: string): PlatformSentence | null {
  for (const { key, pattern } of sentences) {
    const match = pattern.exec(kept)
    if (!match) continue
    const { platform = '', words = null, minutes } = match.groups ?? {}
    return { key, platform, words, minutes: minutes === undefined ? null : Number(minutes) }
  }
  return null
}

/** Says a platform's trouble in the reader's language, with the store's own words in quotation marks. */
export function usePlatformWords(): (kept: string) => string {
  const t = useTranslations('words.platformSays')
  return (kept) => {
    const read = readPlatformSentence(kept)
    if (read === null) return isolate(kept)
    const said = read.minutes === null ? t(read.key, { platform: read.platform }) : t('asksToWait', { platform: read.platform, minutes: read.minutes })
    return read.words === null ? said : t('withWords', { said, words: isolate(read.words) })
  }
}
