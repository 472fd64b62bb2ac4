import { useTranslations } from 'use-intl'

/** The sentences in which a mail server's answers are kept: `host: its words`, or `host:port: what our own side says of the connection`. */
const sentences = [
  { key: 'refused', pattern: /^(?<server>\S+?): .*ECONNREFUSED/ },
  { key: 'unresolved', pattern: /^(?<server>\S+?)(?::\d+)?: .*(?:ENOTFOUND|EAI_AGAIN|queryA+ |getaddrinfo)/ },
  { key: 'silent', pattern: /^(?<server>\S+?): .*(?:ETIMEDOUT|Connection timeout|Greeting never received|Timeout)/i },
  { key: 'certificate', pattern: /^(?<server>\S+?): .*(?:certificate|self[- ]signed|CERT_)/i },
  { key: 'noTls', pattern: /^(?<server>\S+?): .*(?:STARTTLS|wrong version number|SSL routines)/i },
  { key: 'broke', pattern: /^(?<server>\S+?): .*(?:ECONNRESET|closed unexpectedly|socket hang up|EPIPE)/i },
  { key: 'switchedOff', pattern: /^E-mail is switched off\.$/ },
  { key: 'lost', pattern: /^The process that was sending it ended/ },
  { key: 'restored', pattern: /^A backup was restored/ },
  { key: 'words', pattern: /^(?<server>[^\s:]+): (?<words>[2-5]\d\d[ -].*)$/s },
] as const

export function readMailSentence(kept: string): { key: (typeof sentences)[number]['key']; server: string; words: string } | null {
  for (const { key, pattern } of sentences) {
    const match = pattern.exec(kept)
    if (match) return { key, server: match.groups?.['server'] ?? '', words: match.groups?.['words'] ?? '' }
  }
  return null
}

/** What became of a mail, in the reader's language; a mail server's own words stay as they are. */
export function useMailWords(): (kept: string) => string {
  const t = useTranslations('mail.said')
  return (kept) => {
    const read = readMailSentence(kept)
    return read === null ? kept : t(read.key, { server: read.server, words: read.words })
  }
}
