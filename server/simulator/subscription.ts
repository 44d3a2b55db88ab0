/** Who listens to a business's webhooks: fixtures/webhooks/subscribe.request.json. */

import { Refusal } from './error-codes.ts'
import { parseRequiredText, type Fields } from './fields.ts'
import { KIND_OF_FLAG, type EventKind } from './webhook-kinds.ts'

/** A listener, and the kinds that it wants to hear of. */
export interface Subscription {
  readonly url: string
  readonly kinds: readonly EventKind[]
}

/** Reads a subscription of a business that is known already. Throws a Refusal for the first fault. */
export function parseSubscription(body: Fields): Subscription {
  const url = parseListenerUrl(body['listenerURL'])
  const flags = Object.entries(KIND_OF_FLAG)
  return { url, kinds: flags.filter(([flag]) => parseFlag(body[flag])).map(([, kind]) => kind) }
}

/**
 * Writes what a subscription is answered with. No document shows that answer but that it has no envelope; what was
 * understood, without the tokens, is the simulator's own choice.
 */
export function toSubscriptionAnswer({ url, kinds }: Subscription): object {
  const flags = Object.entries(KIND_OF_FLAG).map(([flag, kind]) => [flag, kinds.includes(kind)] as const)
  return { listenerURL: url, ...Object.fromEntries<boolean>(flags) }
}

/** ATH Móvil wants https; this machine, where nobody has a certificate, may be spoken to without. */
function parseListenerUrl(value: unknown): string {
  const url = URL.parse(parseRequiredText(value).trim())
  const isFit = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  if (!url || !isFit) throw new Refusal('BTRA_0006')
  return url.href
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

/** What isn't asked for isn't sent. */
function parseFlag(value: unknown): boolean {
  const flag = value ?? false
  if (typeof flag !== 'boolean') throw new Refusal('BTRA_0006')
  return flag
}
