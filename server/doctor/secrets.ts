/** Whether what the settings hold is strong enough, and Node new enough. Nothing of a secret is shown. */

import { ok, toCount, warn, type Check } from './check.ts'

/** Bits of surprise that a key must have, and the token of the webhook's address. */
const KEY_BITS = 96
const TOKEN_BITS = 48

/** What of the settings is looked at. */
export interface SecretSettings {
  readonly mode: 'sandbox' | 'live'
  readonly secrets: readonly string[]
  readonly secretKey: string | null
  readonly webhookTokens: readonly string[]
  readonly privateToken: string
}

/** Looks at the secrets. */
export function checkSecrets(settings: SecretSettings): Check[] {
  return [checkKeys(settings), checkTokens(settings)]
}

/** Tells which Node this is; the server refuses to start on one that is too old. */
export function checkNodeVersion(version: string = process.versions.node): Check {
  return ok('node', `Node ${version}.`)
}

function checkKeys({ secrets, secretKey, mode, privateToken }: SecretSettings): Check {
  const make = 'Make a new one: openssl rand -base64 48'
  if (secrets.some((secret) => toBits(secret) < KEY_BITS)) {
    return warn(
      'secrets',
      'ATHM_SECRET can be guessed: it has too little variety.',
      `${make}; put it first in the list.`,
    )
  }
  if (secretKey !== null && toBits(secretKey) < KEY_BITS) {
    return warn('secrets', 'ATHM_SECRET_KEY can be guessed: it has too little variety.', make)
  }
  if (secretKey !== null && (secrets.includes(secretKey) || secretKey === privateToken)) {
    return warn('secrets', 'ATHM_SECRET_KEY is the same as another secret.', make)
  }
  const source = secrets.length === 0 ? 'made by the sandbox itself' : toCount(secrets.length, 'secret')
  const api = secretKey === null ? 'the API for orders and refunds is closed' : 'the API has its key'
  return ok('secrets', `ATHM_SECRET: ${source}; ${api}${mode === 'live' ? '' : ' (sandbox)'}.`)
}

function checkTokens({ webhookTokens: tokens, mode }: SecretSettings): Check {
  const make = 'Make a new one: openssl rand -hex 24; then athm-button install-webhook'
  if (tokens.length === 0 && mode === 'live') {
    const message = 'ATHM_WEBHOOK_TOKEN is not set: the address /webhook/ takes no delivery in live mode.'
    return warn('webhook token', message, `${make}; or use a route of your own.`)
  }
  if (tokens.some((token) => toBits(token) < TOKEN_BITS)) {
    return warn(
      'webhook token',
      'A token of ATHM_WEBHOOK_TOKEN can be guessed: it has too little variety.',
      make,
    )
  }
  return ok(
    'webhook token',
    tokens.length === 0 ? 'None, as a sandbox may.' : `${toCount(tokens.length, 'token')}.`,
  )
}

/** How surprising a text is, by how often each of its characters comes. A text that repeats itself has few bits. */
function toBits(text: string): number {
  const counts = [...Map.groupBy(text, (character) => character).values()].map(({ length }) => length)
  return counts.reduce((bits, count) => bits - count * Math.log2(count / text.length), 0)
}
