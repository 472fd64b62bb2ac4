import { retryWrite } from '@crossdock/flows'
import { api } from '../implement.ts'

export const platformWrites = {
  retry: api.platformWrites.retry.handler(({ input, context: { app, scope } }) => retryWrite(app.needs, { scope, writeId: input.id })),
}
