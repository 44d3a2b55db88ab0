/** Has all that changes in a simulator written down: what one call changes, in one transaction, before its answer. */

import type { Business } from './business.ts'
import type { Changes, Topic } from './changes.ts'
import type { Movement, UnsentWebhook, WebhookRecord } from './ledger.ts'
import type { Kept, SimulatorStore } from './store.ts'
import type { Ticket } from './tickets.ts'

/** What is kept of the simulator itself. */
export interface Identity {
  readonly version: 1
  /** The key of its auth_tokens, and that key's name, in hexadecimal digits. */
  readonly key: string
  readonly kid: string
  /** What its chance was made of, and how far it has come; null where the system's is used. */
  readonly seed: number | null
  readonly chance: number | null
  readonly clock: { readonly realAt: number; readonly shownAt: number; readonly speed: number }
}

/** Keeps one simulator. */
export interface Keeper {
  /** Writes what has changed since the last time. Throws when that can't be done, and from then on for good. */
  settle(): void
  /** Writes for the last time, and lets go of the store; once. */
  close(): void
}

/** What a keeper is made of. */
export interface KeeperOptions {
  readonly store: SimulatorStore
  readonly changes: Changes
  readonly businesses: readonly Business[]
  /** Says what the simulator is now. */
  readonly identify: () => Identity
}

/** Nobody keeps what is in memory alone. */
export const NO_KEEPER: Keeper = { settle() {}, close() {} }

/** Makes a keeper. Its first writing is of what the simulator and its businesses are now. */
export function createKeeper({ store, changes, businesses, identify }: KeeperOptions): Keeper {
  const tickets = new Set<Ticket>()
  const movements = new Set<Movement>()
  const webhooks = new Set<WebhookRecord>()
  const unsent = new Map<string, UnsentWebhook>()
  let areBusinessesChanged = true
  let identity = ''
  let [isAwaited, isClosed] = [false, false]
  let failure: Error | null = null

  function note(subject: Topic, what: object | undefined): void {
    if (subject === 'businesses') areBusinessesChanged = true
    else if (subject === 'tickets' && what) tickets.add(what as Ticket)
    else if (subject === 'ledger' && what) movements.add(what as Movement)
    else if (subject === 'webhooks' && what) webhooks.add(what as WebhookRecord)
    else if (subject === 'unsent' && what) unsent.set((what as UnsentWebhook).key, what as UnsentWebhook)
    else if (subject !== 'clock') return
    if (isAwaited) return
    isAwaited = true
    // What comes of a timer has no answer that waits for it. A failure is told to whoever calls next.
    queueMicrotask(() => {
      isAwaited = false
      if (failure === null && !isClosed) attempt()
    })
  }

  function collect(): Kept[] {
    const kept: Kept[] = []
    const keep = (book: Kept['book'], key: string, value: object): void =>
      void kept.push({ book, key, value: JSON.stringify(value) })
    const now = JSON.stringify(identify())
    if (now !== identity) kept.push({ book: 'simulator', key: 'simulator', value: now })
    identity = now
    if (areBusinessesChanged) for (const one of businesses) keep('businesses', one.publicToken, one)
    for (const { business, ...rest } of tickets)
      keep('tickets', rest.ecommerceId, { ...rest, publicToken: business.publicToken })
    for (const movement of movements) keep('movements', movement.referenceNumber, movement)
    for (const webhook of webhooks) keep('webhooks', String(webhook.id), webhook)
    for (const { key, waits, ...rest } of unsent.values()) {
      if (waits) keep('unsent', key, rest)
      else kept.push({ book: 'unsent', key, value: null })
    }
    areBusinessesChanged = false
    for (const noted of [tickets, movements, webhooks, unsent]) noted.clear()
    return kept
  }

  function attempt(): void {
    try {
      const kept = collect()
      if (kept.length > 0) store.write(kept)
    } catch (thrown) {
      failure = thrown instanceof Error ? thrown : new Error(String(thrown))
    }
  }

  function settle(): void {
    if (failure === null) attempt()
    if (failure !== null) throw failure
  }

  const unwatch = changes.watch(note)
  return {
    settle,
    close() {
      if (isClosed) return
      isClosed = true
      unwatch()
      try {
        settle()
      } finally {
        store.close()
      }
    },
  }
}
