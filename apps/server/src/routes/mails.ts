import { saveMailSettings, testMail } from '@crossdock/flows'
import { everyMerchant, Refusal } from '@crossdock/flows/ports'
import { listMails, mailState } from '@crossdock/postgres'
import { api } from '../implement.ts'

export const mailSettings = {
  get: api.mailSettings.get.handler(async ({ context: { app } }) => {
    const setting = await app.store.transact(everyMerchant, (tx) => tx.mails.setting())
    if (!setting) return { settings: null }
    const { sealedPassword, savedAt, ...rest } = setting
    return { settings: { ...rest, hasPassword: sealedPassword !== null, savedAt: savedAt.toISOString() } }
  }),
  save: api.mailSettings.save.handler(async ({ input, context: { app } }) => {
    const { savedAt, version } = await saveMailSettings(app.needs, input)
    return { savedAt: savedAt.toISOString(), version }
  }),
  test: api.mailSettings.test.handler(({ input, context: { app, language } }) => testMail(app.needs, { ...input, language })),
}

export const mails = {
  list: api.mails.list.handler(({ input, context: { transact } }) => transact((tx) => listMails(tx, input))),
  resend: api.mails.resend.handler(async ({ input: { id }, context: { app, transact } }) => {
    const reopened = await app.store.transact(everyMerchant, (tx) => tx.mails.reopen(id, app.needs.now()))
    if (reopened === null) throw new Refusal('not_found')
    if (!reopened) throw new Refusal('mail_not_resendable', { state: (await transact((tx) => mailState(tx, id))) ?? '' })
    return { id }
  }),
}
