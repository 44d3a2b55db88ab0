/** Where the page goes after a payment. */

import type { AthmEvent } from './events.ts'
import { toText } from './stated-text.ts'

/**
 * Adds what the shop wants to know to a redirect's query; nulls are left out. Returns undefined for what no redirect may
 * be: anything but http and https, and another site in disguise (`//evil.example`, `https://shop.example@evil.example`).
 * Another site must be named in full.
 */
export function toRedirectUrl(
  target: string,
  page: string,
  query: Readonly<Record<string, string | null | undefined>>,
): URL | undefined {
  try {
    // Firefox reads an address as far as this, and others go on.
    if (target.includes('\0')) return undefined
    const url = new URL(target, page)
    if (!/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
    if (url.origin !== new URL(page).origin && !/^https?:\/\//i.test(target)) return undefined
    for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value)
    return url
  } catch {
    return undefined
  }
}

/** Within what a redirect must stay. */
export interface RedirectBounds {
  /** The address that relative ones are read against. */
  readonly page: string
  /** The origins that it may go to, exactly; null for any. */
  readonly origins: readonly string[] | null
}

/** Where an end leads, if the page said so. What it said and no redirect may be is named on the console. */
export function toRedirect(
  { type, detail }: AthmEvent,
  { successUrl, failureUrl }: { readonly successUrl: string; readonly failureUrl: string },
  { page, origins }: RedirectBounds,
): URL | undefined {
  const isPaid = type === 'athm-completed'
  const target = toText(isPaid ? successUrl : failureUrl)
  if (!target) return undefined
  const { code, referenceNumber: reference_number, ecommerceId: ecommerce_id } = detail
  const status = type.slice('athm-'.length)
  const query = isPaid ? { reference_number, ecommerce_id } : { status, code, reference_number }
  const url = toRedirectUrl(target, page, query)
  const name = `${isPaid ? 'success' : 'failure'}-url`
  if (!url) console.error(`athm-button: ${name} must be http or https, and name no user:`, target)
  if (!url || !origins || origins.includes(url.origin)) return url
  console.error(`athm-button: ${name} leads to ${url.origin}, which the order does not allow.`)
  return undefined
}

/** How long a result is shown before the page goes on. */
const REDIRECT_MS = 2_000

/** How long a page has to go. One that is still here then was a download, or the customer chose to stay. */
const LEAVE_WITHIN_MS = 5_000

/** The redirect that is coming, if one is. */
export class Redirect {
  /** Where it goes: the host, for show. Empty while there is none. */
  host = ''
  #go: (() => void) | undefined
  #delayMs = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #onStay: () => void

  /** `onStay` is called when the redirect is over and the page is still here. */
  constructor(onStay: () => void) {
    this.#onStay = onStay
  }

  /** Plans it, for when it is resumed: after the result was read, or without delay where nothing is shown. */
  plan(url: URL, isShown: boolean, navigate: (url: URL) => void): void {
    this.rest()
    this.host = url.host
    this.#delayMs = isShown ? REDIRECT_MS : 0
    this.#go = () => {
      this.#go = undefined
      navigate(url)
      this.#timer = setTimeout(() => {
        this.stop()
        this.#onStay()
      }, LEAVE_WITHIN_MS)
    }
  }

  /** Has it wait: the button is on no page, and perhaps on its way to another place. */
  rest(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** Goes on with it, unless it goes on already. */
  resume(): void {
    if (this.#go) this.#timer ??= setTimeout(this.#go, this.#delayMs)
  }

  /** Takes it back. */
  stop(): void {
    this.rest()
    this.#go = undefined
    this.host = ''
  }
}
