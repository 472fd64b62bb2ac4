import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SealPlace, Vault } from '@crossdock/flows/ports'
import type { KeyRing } from './config/key-ring.ts'

const nonceLength = 12
const tagLength = 16
const keyLength = 32

/**
 * AES-256-GCM envelopes: each secret has a key of its own, which the ring's current key wraps. Both layers are bound to
 * the row and the field, so that what is moved to another row does not open.
 * Layout: wrapped key (nonce, key, tag), then secret (nonce, text, tag).
 */
export function createVault(ring: KeyRing): Vault {
  return {
    seal(plain, place) {
      const { id, key } = ring.current
      const own = randomBytes(keyLength)
      const bound = boundTo(place, id)
      return { sealed: Buffer.concat([encrypt(key, own, bound), encrypt(own, Buffer.from(plain), bound)]), keyId: id }
    },
    open(sealed, keyId, place) {
      const find = () => ring.all.find((each) => each.id === keyId)
      // Another process may have put a new key in front of the ring and sealed with it.
      const wrapping = find() ?? (ring.reload?.(), find())
      if (!wrapping) throw new Error(`The key “${keyId}” is not in CROSSDOCK_KEYS, so a secret cannot be opened. Add the key back to the ring.`)
      const bytes = Buffer.from(sealed)
      const bound = boundTo(place, keyId)
      const wrappedLength = nonceLength + keyLength + tagLength
      try {
        const own = decrypt(wrapping.key, bytes.subarray(0, wrappedLength), bound)
        return decrypt(own, bytes.subarray(wrappedLength), bound).toString('utf8')
      } catch (err) {
        throw new Error(`A sealed secret of ${place.table} does not open: it belongs to another row or was changed.`, { cause: err })
      }
    },
  }
}

const boundTo = (place: SealPlace, keyId: string) => Buffer.from(JSON.stringify([place.table, place.merchantId, place.rowId, place.field, keyId]))

function encrypt(key: Buffer, plain: Buffer, bound: Buffer): Buffer {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, sealed: Buffer, bound: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), { authTagLength: tagLength }).setAAD(bound)
  decipher.setAuthTag(sealed.subarray(sealed.length - tagLength))
  return Buffer.concat([decipher.update(sealed.subarray(nonceLength, sealed.length - tagLength)), decipher.final()])
}
