/** The address that ATH Móvil is to deliver to: what it may look like, and how it is shown without its secret. */

import { createHash } from 'node:crypto'
import { AthmError } from '../../src/protocol/index.ts'
import { findAddresses, type HostRules } from './host-addresses.ts'
import { isLoopbackAddress } from './public-address.ts'

/** The longest address that is subscribed. */
const MAX_LENGTH = 500

/** What of the settings an address is held against. */
export interface ListenerSettings {
  readonly mode: 'sandbox' | 'live'
  /** Where the backend is mounted, such as `/athm`. */
  readonly basePath: string
  /** Valid tokens of the secret address, newest first. */
  readonly webhookTokens: readonly string[]
}

/** An address that may be subscribed. */
export interface ListenerUrl {
  /** Whole, with its secret: for ATH Móvil alone. */
  readonly href: string
  /** For people, logs and the database. */
  readonly masked: string
  /** Sentences about what is allowed, but hardly meant. */
  readonly warnings: readonly string[]
}

/**
 * Reads an address and completes it: one that ends in `/webhook/` gets the newest token. Throws `invalid_url` with a
 * sentence of its own for each fault. Nothing is looked up yet.
 */
export function parseListenerUrl(text: unknown, settings: ListenerSettings): ListenerUrl {
  const url = parseUrl(text)
  checkScheme(url, settings)
  const warnings = completePath(url, settings)
  if (url.href.length > MAX_LENGTH) {
    throw invalidUrl(`The webhook's address has ${url.href.length} characters; ${MAX_LENGTH} are the most.`)
  }
  return { href: url.href, masked: maskUrl(url, settings), warnings }
}

/** Throws `invalid_url` unless every address of the host may be delivered to; plain http only if it is this machine. */
export async function checkHost({ href }: ListenerUrl, rules: HostRules): Promise<void> {
  const url = new URL(href)
  const addresses = await findAddresses(url, rules)
  if (url.protocol === 'http:' && !addresses.every(isLoopbackAddress)) {
    throw invalidUrl(
      "The webhook's address must begin with https://. Plain http is for this machine alone, in a sandbox.",
    )
  }
}

/** Tells one address from another without keeping it. */
export function hashUrl(href: string): string {
  return createHash('sha256').update(href).digest('hex')
}

/** Tells whether a path is that of the backend's own webhook route, with or without a token. */
export function isBackendsRoute(
  { pathname }: URL,
  { basePath }: Pick<ListenerSettings, 'basePath'>,
): boolean {
  const at = pathname.lastIndexOf(`${basePath}/webhook`)
  return at >= 0 && /^(\/[^/]*)?\/?$/.test(pathname.slice(at + `${basePath}/webhook`.length))
}

function parseUrl(text: unknown): URL {
  const url = typeof text === 'string' && !/[\s\p{Cc}]/u.test(text) ? URL.parse(text) : null
  if (!url || typeof text !== 'string') {
    throw invalidUrl("The webhook's address must be a whole one, such as https://shop.example/athm/webhook/.")
  }
  if (url.username !== '' || url.password !== '') {
    throw invalidUrl("The webhook's address must have no user name and no password in it.")
  }
  if (text.includes('#')) throw invalidUrl("The webhook's address must have no fragment (#).")
  if (url.port === '0') throw invalidUrl("The webhook's address has port 0, where nobody listens.")
  return url
}

function checkScheme({ protocol }: URL, { mode }: ListenerSettings): void {
  if (protocol === 'https:') return
  if (protocol !== 'http:') throw invalidUrl("The webhook's address must begin with https://.")
  if (mode === 'live') throw invalidUrl("The webhook's address must begin with https://, not http://.")
}

/** Puts the newest token where one is missing. Returns what is to be warned of. */
function completePath(url: URL, settings: ListenerSettings): readonly string[] {
  const { mode, webhookTokens: tokens } = settings
  const [newest] = tokens
  const last = toSegments(url).at(-1) ?? ''
  if (tokens.includes(last)) return []
  const isOurs = isBackendsRoute(url, settings)
  if (newest === undefined) {
    if (mode === 'sandbox' || !isOurs) return []
    throw invalidUrl(
      'In live mode the webhook needs a token in its address, or every delivery is answered 404: set ATHM_WEBHOOK_TOKEN.',
    )
  }
  // Without its last slash only the backend's own: `/my/webhook` is somebody's route.
  if (last === 'webhook' && (isOurs || url.pathname.endsWith('/'))) {
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${newest}/`
    return []
  }
  if (isOurs) {
    throw invalidUrl(
      'The token in this address is none of ATHM_WEBHOOK_TOKEN: every delivery would be answered 404.',
    )
  }
  return [
    'This address has none of the tokens of ATHM_WEBHOOK_TOKEN in it. That is right only for a route of your own, which calls athm.webhooks.receive().',
  ]
}

/**
 * Leaves out what may be a secret: a token, what stands after `webhook`, long names with digits in them, and the query.
 */
function maskUrl(url: URL, { webhookTokens: tokens }: ListenerSettings): string {
  const segments = url.pathname.split('/')
  const shown = segments.map((segment, at) => {
    const isAfterWebhook = segments[at - 1] === 'webhook' && segment !== ''
    const isLong = segment.length >= 16 && /\d/.test(segment)
    return tokens.includes(segment) || isAfterWebhook || isLong ? '…' : segment
  })
  return url.origin + shown.join('/') + (url.search === '' ? '' : '?…')
}

const toSegments = ({ pathname }: URL): string[] => pathname.split('/').filter((segment) => segment !== '')

function invalidUrl(sentence: string): AthmError {
  return new AthmError('invalid_url', sentence, { field: 'url' })
}
