import { systemMerchantId } from '@crossdock/domain'
import { everyMerchant, MailFailure, refuseStale, type MailLanguage, type MailServer, type MailSetting, type MailStage, type Needs, type SealPlace, type Transaction } from '../ports/index.ts'
import { tellingOf } from './telling.ts'

export const mailPasswordPlace: SealPlace = { table: 'mail_setting', merchantId: systemMerchantId, rowId: systemMerchantId, field: 'password' }

export interface MailServerInput {
  host: string
  port: number
  security: MailServer['security']
  username?: string | null | undefined
  /** The kept one when left out. */
  password?: string | null | undefined
  fromAddress: string
}

/** Keeps the mail server; its password is sealed, and never read out again. @throws Refusal version_conflict */
export async function saveMailSettings(needs: Needs, input: MailServerInput & { enabled: boolean; language: MailLanguage; version?: number | undefined }): Promise<{ savedAt: Date; version: number }> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const before = await tx.mails.lockSetting()
    refuseStale(input.version, before)
    const version = before + 1
    const password = await passwordFor(tx, needs, input)
    const savedAt = needs.now()
    const sealedPassword = password === null ? null : needs.vault.seal(password, mailPasswordPlace)
    await tx.mails.saveSetting({ enabled: input.enabled, host: input.host, port: input.port, security: input.security, username: input.username ?? null, sealedPassword, fromAddress: input.fromAddress, language: input.language, savedAt, version })
    return { savedAt, version }
  })
}

export interface MailTest {
  sent: boolean
  /** Where it ended; null when it was sent. */
  stage: MailStage | null
  answer: string
  durationMs: number
}

/** Sends one mail now, by settings that need not be saved yet. Nothing is kept of it. */
export async function testMail(needs: Needs, input: MailServerInput & { to: string; language: MailLanguage }): Promise<MailTest> {
  const password = await needs.store.transact(everyMerchant, (tx) => passwordFor(tx, needs, input))
  const began = needs.now().getTime()
  const text = input.language === 'zh' ? 'Crossdock 的電子郵件設定可以使用。' : 'The e-mail settings of Crossdock work.'
  const ended = (sent: boolean, stage: MailStage | null, answer: string): MailTest => ({ sent, stage, answer, durationMs: Math.round(needs.now().getTime() - began) })
  try {
    const { host, port, security, username = null, fromAddress } = input
    const { answer } = await tellingOf(needs).mailer.send(
      { host, port, security, username, password, from: fromAddress },
      { messageId: `<test-${crypto.randomUUID()}@${URL.parse(needs.publicUrl)?.hostname ?? 'crossdock'}>`, to: input.to, subject: input.language === 'zh' ? 'Crossdock 測試信' : 'A test from Crossdock', text, html: `<p>${text}</p>` },
    )
    return ended(true, null, answer)
  } catch (err) {
    if (err instanceof MailFailure) return ended(false, err.stage, err.message)
    throw err
  }
}

/** The kept password goes to the server and under the name that it was kept for, and nowhere else. */
async function passwordFor(tx: Transaction, needs: Needs, input: MailServerInput): Promise<string | null> {
  if ((input.username ?? null) === null) return null
  if (input.password !== undefined && input.password !== null && input.password !== '') return input.password
  const kept: MailSetting | null = await tx.mails.setting()
  if (!kept?.sealedPassword || kept.host !== input.host || kept.port !== input.port || kept.username !== input.username) return null
  return needs.vault.open(kept.sealedPassword.sealed, kept.sealedPassword.keyId, mailPasswordPlace)
}
