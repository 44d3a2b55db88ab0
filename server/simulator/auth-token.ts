/** The auth_token of a ticket: a JWT, HS256, good for 900 seconds, under a key that only this simulator has. */

import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { hexToBytes } from '@noble/hashes/utils.js'
import type { Clock, Random } from '../context.ts'
import { isObject } from '../../src/protocol/messages.ts'
import { toHex } from './business.ts'
import { Refusal } from './error-codes.ts'

/** How long an auth_token is good for: about 15 minutes, as documented. */
export const AUTH_TOKEN_LIFE_S = 900

/** Puerto Rico is four hours behind UTC all year. */
const PUERTO_RICO_OFFSET_MS = -4 * 3_600_000

/** A token that was signed here. */
export interface AuthToken {
  readonly ecommerceId: string
  /** Once its time is over: the sentence that says so. */
  readonly overdue: string | null
}

/** Signs and reads auth_tokens. */
export interface AuthTokens {
  /** Makes the token of a ticket. */
  sign(ecommerceId: string): string
  /** Reads an Authorization header. Null when nobody here has signed its token; throws a Refusal when it has none. */
  read(authorization: string | undefined): AuthToken | null
}

/** A key and its name, in hexadecimal digits. */
export interface AuthTokenKey {
  readonly key: string
  readonly kid: string
}

/** Makes a key. */
export function createAuthTokenKey(random: Random): AuthTokenKey {
  return { key: toHex(random.bytes(32)), kid: toHex(random.bytes(8)) }
}

/** Makes the signer of one simulator. */
export function createAuthTokens(clock: Clock, { key, kid }: AuthTokenKey): AuthTokens {
  const keyed = hmac.create(sha256, hexToBytes(key))
  const encoder = new TextEncoder()
  const signatureOf = (text: string): string =>
    toBase64Url(String.fromCharCode(...keyed.clone().update(encoder.encode(text)).digest()))

  return {
    sign(ecommerceId) {
      const iat = Math.floor(clock.now() / 1000)
      const head = encode({ kid, alg: 'HS256' })
      const body = encode({ sub: ecommerceId, iat, exp: iat + AUTH_TOKEN_LIFE_S })
      return `${head}.${body}.${signatureOf(`${head}.${body}`)}`
    },
    read(authorization) {
      const token = /^Bearer +(\S+)$/i.exec(authorization?.trim() ?? '')?.[1]
      if (token === undefined) throw new Refusal('token.invalid.header')
      const [head = '', body = '', signature = ''] = token.split('.')
      // How long a comparison takes gives nothing away that is worth having: the key is a simulator's.
      if (signature !== signatureOf(`${head}.${body}`)) return null
      const { sub, exp } = decode(body)
      const isOverdue = clock.now() >= exp * 1000
      const overdue = isOverdue ? `The Token has expired on ${toJavaDate(exp * 1000)}.` : null
      return { ecommerceId: sub, overdue }
    },
  }
}

function encode(part: object): string {
  return toBase64Url(JSON.stringify(part))
}

/** Writes characters up to U+00FF, each of them a byte. */
function toBase64Url(binary: string): string {
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Reads the body of a token whose signature was found right, so it is one of ours. */
function decode(body: string): { sub: string; exp: number } {
  const claims: unknown = JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/')))
  if (isObject(claims) && typeof claims['sub'] === 'string' && typeof claims['exp'] === 'number') {
    return { sub: claims['sub'], exp: claims['exp'] }
  }
  throw new Refusal('BTRA_0401')
}

/** Writes an instant as the sample of token.expired does: `Fri Oct 28 15:21:00 AST 2022`, in Puerto Rico's time. */
function toJavaDate(ms: number): string {
  const [weekday = '', day, month, year, time] = new Date(ms + PUERTO_RICO_OFFSET_MS).toUTCString().split(' ')
  return `${weekday.slice(0, 3)} ${month} ${day} ${time} AST ${year}`
}
