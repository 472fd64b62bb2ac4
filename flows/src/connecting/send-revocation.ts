import { ConnectorError } from '@crossdock/connector-kit'
import type { AccountRef, Needs, PlatformWrite } from '../ports/index.ts'
import type { Executor } from '../writing/executor.ts'
import { connectorOf } from './find-account.ts'
import { keyLost, revocationPlace, type RevocationRequest } from './plan-revocation.ts'
import { endClientRefused, raiseClientRefused } from './system-trouble.ts'
import { openPair } from './token-pair.ts'

/** Ends a grant at the platform; the account is disconnected by then, and asking twice does no harm. */
export const revocationExecutor: Executor = {
  whileDisconnected: true,
  async send(needs, { write }) {
    const { platform } = write.request as RevocationRequest
    await revokeAtPlatform(needs, { merchantId: write.merchantId, id: write.ecAccountId, platform }, openToken(needs, write), write.id)
    needs.failpoint?.('revoke.sent')
    return { revoked: true }
  },
  // A refused one keeps its token, or sending it again would have nothing to send.
  async record(tx, write, outcome) {
    if (outcome.state === 'accepted') await tx.accounts.emptyRevocation(write.merchantId, write.id)
  },
}

/**
 * What the grant is ended with. A key that is lost does not come back by trying again: a person adds it to the ring, or ends
 * the access at the store.
 * @throws ConnectorError `key_lost`
 */
function openToken(needs: Pick<Needs, 'vault' | 'log'>, write: PlatformWrite): string {
  const { sealed, keyId, sealedAs } = write.request as RevocationRequest
  const lost = (cause?: unknown) => new ConnectorError({ ...keyLost, outcome: 'not_sent', cause })
  if (sealed === undefined || keyId === undefined) throw lost()
  const bytes = Buffer.from(sealed, 'base64')
  try {
    if (sealedAs === 'pair') return openPair(needs, { merchantId: write.merchantId, id: write.ecAccountId }, { sealed: bytes, keyId }).refreshToken
    return needs.vault.open(bytes, keyId, revocationPlace(write.merchantId, write.id))
  } catch (err) {
    needs.log.error({ err, writeId: write.id }, 'A revocation cannot be sent: what it is sent with does not open')
    throw lost(err)
  }
}

/** @throws ConnectorError when it has to be asked again */
async function revokeAtPlatform(needs: Needs, ref: AccountRef & { platform: string }, refreshToken: string, writeId: string): Promise<void> {
  try {
    await connectorOf(needs, ref.platform).authorise?.revoke(refreshToken, needs.calls.of(ref, writeId))
    await endClientRefused(needs, ref.platform)
  } catch (err) {
    if (err instanceof ConnectorError && err.code === 'invalid_client') await raiseClientRefused(needs, ref.platform, err)
    // A grant that the platform does not know any more is as good as ended.
    if (!(err instanceof ConnectorError) || err.code !== 'invalid_grant') throw err
  }
}
