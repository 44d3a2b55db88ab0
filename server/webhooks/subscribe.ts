/** Has ATH Móvil deliver to an address of ours, and remembers which one that was. */

import { AthmError } from '../../src/protocol/index.ts'
import type { Outcome } from '../athmovil/api.ts'
import { toErrorCode } from '../athmovil/errors.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { writeSetting } from '../store/settings.ts'
import { readSetting, type Db } from '../store/store.ts'
import {
  checkHost,
  hashUrl,
  parseListenerUrl,
  type ListenerSettings,
  type ListenerUrl,
} from './listener-url.ts'
import type { LookUpHost } from './host-addresses.ts'

/** Where the address is remembered. */
const SETTING = 'webhook_listener'

/** What of the settings a subscription needs. */
export interface SubscribeSettings extends ListenerSettings {
  /** The address to subscribe when none is named. */
  readonly webhookUrl: string | null
  readonly lookUpHost: LookUpHost
}

/** The address that was last subscribed from here: enough to know it again, not enough to post to it. */
export interface InstalledListener {
  readonly hash: string
  /** Without its secret. */
  readonly masked: string
  readonly installedAt: number
}

/** Reads an address, or the one of the settings, and looks its host up. Throws `invalid_url`. */
export async function checkListener(
  { clock }: Pick<PaymentDeps, 'clock'>,
  url: string | undefined,
  settings: SubscribeSettings,
): Promise<ListenerUrl> {
  const text = url ?? settings.webhookUrl
  if (text === null) {
    throw new AthmError(
      'invalid_url',
      'Say where ATH Móvil is to deliver, such as https://shop.example/athm/webhook/, or set ATHM_WEBHOOK_URL.',
      { field: 'url' },
    )
  }
  const listener = parseListenerUrl(text, settings)
  await checkHost(listener, {
    clock,
    lookUp: settings.lookUpHost,
    allowsLoopback: settings.mode === 'sandbox',
  })
  return listener
}

/**
 * Subscribes an address that was checked, in the place of any other of this account. Throws what ATH Móvil's refusal, or
 * its silence, means; then nothing is remembered.
 */
export async function subscribe(deps: PaymentDeps, listener: ListenerUrl): Promise<InstalledListener> {
  checkOutcome(await deps.athmovil.subscribe(listener.href))
  const { href, masked } = listener
  const installed = { hash: hashUrl(href), masked, installedAt: deps.clock.now() }
  await writeSetting(deps.db, SETTING, JSON.stringify(installed))
  deps.log.info('ATH Móvil delivers webhooks to a new address')
  return installed
}

/** Reads which address was subscribed last; null when none was. */
export async function readListener(db: Db): Promise<InstalledListener | null> {
  const value = await readSetting(db, SETTING)
  return value === undefined ? null : (JSON.parse(value) as InstalledListener)
}

function checkOutcome(outcome: Outcome<boolean>): void {
  switch (outcome.kind) {
    case 'answered':
      return
    case 'refused': {
      const { athmCode } = outcome
      const sentence = `ATH Móvil refused to deliver to this address (${athmCode}). Nothing was changed.`
      throw new AthmError(toErrorCode(athmCode), sentence, { athmCode })
    }
    case 'unknown':
      throw toUnknown(outcome)
  }
}

function toUnknown({ reason, athmCode }: Outcome<boolean> & { kind: 'unknown' }): AthmError {
  const details = athmCode === null ? {} : { athmCode }
  const again = 'It is safe to try again.'
  switch (reason) {
    case 'unreachable':
      return new AthmError('upstream_unavailable', `ATH Móvil can not be reached. ${again}`, details)
    case 'timeout':
      return new AthmError('upstream_timeout', `ATH Móvil did not answer in time. ${again}`, details)
    case 'unreadable': {
      const sentence = `ATH Móvil answered nothing that can be understood, so nobody knows whether the address is subscribed. ${again}`
      return new AthmError('upstream_unknown', sentence, details)
    }
  }
}

/** The whole address of a listener, and whether its token is one that is being rotated out. */
export interface WholeUrl {
  readonly url: URL
  readonly isOutdated: boolean
}

/** Finds an address again by what the settings say and its hash; null when they don't say enough. */
export function findWholeUrl(
  { hash, masked }: Pick<InstalledListener, 'hash' | 'masked'>,
  settings: SubscribeSettings,
): WholeUrl | null {
  const { webhookTokens: tokens, webhookUrl } = settings
  const turns = tokens.length === 0 ? [undefined] : tokens
  for (const token of turns) {
    const isOutdated = token !== tokens[0]
    const hrefs = [masked, masked.replace('…', token ?? ''), completeUrl(webhookUrl, token, settings)]
    const href = hrefs.find((guess) => guess !== null && hashUrl(guess) === hash)
    if (typeof href === 'string') return { url: new URL(href), isOutdated }
  }
  return null
}

function completeUrl(
  text: string | null,
  token: string | undefined,
  settings: SubscribeSettings,
): string | null {
  if (text === null) return null
  try {
    const webhookTokens = token === undefined ? [] : [token]
    return parseListenerUrl(text, { ...settings, webhookTokens }).href
  } catch {
    // What can't be subscribed was not.
    return null
  }
}
