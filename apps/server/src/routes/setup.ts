import { openApi } from '../implement.ts'
import { checkSetupLink, useSetupLink } from '../sign-in/setup-link.ts'

export const setup = {
  check: openApi.setup.check.handler(async ({ input, context }) => {
    await checkSetupLink(context.app.signIn, input.token)
    return { valid: true as const }
  }),
  complete: openApi.setup.complete.handler(async ({ input: { token, ...admin }, context }) => {
    await useSetupLink(context.app.signIn, token, admin)
    return { email: admin.email.toLowerCase() }
  }),
}
