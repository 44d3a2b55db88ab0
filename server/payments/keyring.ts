/**
 * The keys that come from ATHM_SECRET: for client secrets, for orders, and for the tokens at rest. All by node:crypto's
 * synchronous functions, so that a run is the same each time it is repeated.
 */

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  timingSafeEqual,
} from 'node:crypto'
import type { Random } from '../context.ts'

const IV_LENGTH = 12
const TAG_LENGTH = 16

/** A ciphertext, and the key that opens it. */
export interface Sealed {
  readonly keyId: string
  readonly ciphertext: Uint8Array
}

/** What the keys are used for. */
export interface Keyring {
  /** The id of the newest key, stored beside what was made with it. */
  readonly currentKeyId: string
  /** Derives a payment's client secret; the same each time. Throws when the key is no longer in the ring. */
  clientSecret(paymentId: string, keyId: string): string
  /** Signs an order: HMAC-SHA256, base64url. Throws when the key is no longer in the ring. */
  signOrder(signed: string, keyId: string): string
  /** Tells, in constant time, whether a signature is this ring's. */
  isOrderSignature(signed: string, keyId: string, signature: string): boolean
  /** Encrypts a token for one payment's row (AES-256-GCM, the payment id as associated data). */
  seal(token: string, paymentId: string, random: Random): Sealed
  /** Decrypts a token. Throws when it was changed, belongs to another row, or its key is gone. */
  open(sealed: Sealed, paymentId: string): string
}

/** Builds the ring from secrets, newest first; the others are those being rotated out. */
export function createKeyring(secrets: readonly [string, ...string[]]): Keyring {
  const keys = new Map(secrets.map((secret) => [toKeyId(secret), toKeys(secret)]))
  const keyOf = (keyId: string): Keys => {
    const key = keys.get(keyId)
    if (!key)
      throw new Error(
        `The key ${keyId} is not among ATHM_SECRET; keep old secrets in the list while rotating.`,
      )
    return key
  }
  const currentKeyId = toKeyId(secrets[0])
  const signOrder = (signed: string, keyId: string): string =>
    createHmac('sha256', keyOf(keyId).order).update(signed).digest('base64url')
  return {
    currentKeyId,
    clientSecret: (paymentId, keyId) =>
      `cs_${createHmac('sha256', keyOf(keyId).clientSecret).update(paymentId).digest('base64url')}`,
    signOrder,
    isOrderSignature: (signed, keyId, signature) =>
      keys.has(keyId) && isSameHash(hashSecret(signOrder(signed, keyId)), hashSecret(signature)),
    seal(token, paymentId, random) {
      const iv = random.bytes(IV_LENGTH)
      const cipher = createCipheriv('aes-256-gcm', keyOf(currentKeyId).token, iv)
      cipher.setAAD(Buffer.from(paymentId))
      const body = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()])
      return { keyId: currentKeyId, ciphertext: Buffer.concat([iv, cipher.getAuthTag(), body]) }
    },
    open({ keyId, ciphertext }, paymentId) {
      const sealed = Buffer.from(ciphertext)
      const iv = sealed.subarray(0, IV_LENGTH)
      const decipher = createDecipheriv('aes-256-gcm', keyOf(keyId).token, iv, { authTagLength: TAG_LENGTH })
      decipher.setAAD(Buffer.from(paymentId))
      decipher.setAuthTag(sealed.subarray(IV_LENGTH, IV_LENGTH + TAG_LENGTH))
      const body = sealed.subarray(IV_LENGTH + TAG_LENGTH)
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
    },
  }
}

/** Hashes a client secret for storage. The secret has 256 bits of its own, so that a plain hash suffices. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares two hashes of the same length in constant time. */
export function isSameHash(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}

interface Keys {
  readonly clientSecret: Buffer
  readonly order: Buffer
  readonly token: Buffer
}

function toKeys(secret: string): Keys {
  const derive = (use: string): Buffer => Buffer.from(hkdfSync('sha256', secret, 'athm-button', use, 32))
  return { clientSecret: derive('client-secret'), order: derive('order'), token: derive('auth-token') }
}

function toKeyId(secret: string): string {
  return Buffer.from(hkdfSync('sha256', secret, 'athm-button', 'key-id', 6)).toString('hex')
}
