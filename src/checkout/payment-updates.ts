/** News of a payment: the backend's event stream where there is one, else its status, asked again and again. */

import { isAthmError } from '../protocol/errors.ts'
import { parsePaymentView, type PaymentView } from '../protocol/messages.ts'
import type { PaymentApi } from './payment-api.ts'
import { isLeftToPage, type PaymentHandle } from './payment-handle.ts'

/** Whether somebody is looking, and whether there is a network: the page's to tell. */
export interface Presence {
  isOnline(): boolean
  /** Tells whether the page is in sight. */
  isSeen(): boolean
  /**
   * Resolves after so many milliseconds, but not while the page is hidden or offline; at once when it comes back, and
   * when aborted. A restless pause goes on while hidden.
   */
  pause(ms: number, signal?: AbortSignal, isRestless?: boolean): Promise<void>
  /** Calls back each time the page comes back, until aborted. */
  onReturn(callback: () => void, signal: AbortSignal): void
  /** Calls back each time the network goes, until aborted. */
  onOffline(callback: () => void, signal: AbortSignal): void
}

/** What to watch, and with what. */
export interface WatchOptions {
  readonly api: PaymentApi
  readonly payment: PaymentHandle
  readonly presence: Presence
  readonly signal: AbortSignal
}

/** A stream whose last byte is older is dead: the backend sends a comment every 15 s. */
const SILENCE_MS = 30_000

/** After so many failures in a row it is the stream that is out of order, perhaps: the status is asked instead. */
const MAX_STREAM_FAILURES = 4

const POLL_MS = 2_000

/** What was just confirmed is done in a moment. */
const CONFIRMED_POLL_MS = 300

const MAX_PAUSE_MS = 5_000

/**
 * Yields every view as it comes, `'away'` while the backend can't be reached, and `'lost'` when it knows no such payment.
 * Goes on until aborted: the reader knows the end when it sees it.
 */
export async function* watchPayment(
  options: WatchOptions,
): AsyncGenerator<PaymentView | 'away' | 'lost', void> {
  const { api, payment, presence, signal } = options
  let isStreaming = true
  let failures = 0
  let pauseMs = POLL_MS
  let isConfirmed = false
  // A hidden page may rest, since the backend looks by itself: unless it is one that leaves that to the page.
  const isRestless = isLeftToPage(payment)
  while (!signal.aborted) {
    try {
      if (isStreaming) {
        for await (const view of readStream(options)) {
          // A stream without a single view, such as one that a proxy holds back, is no better than none.
          isStreaming = view !== null
          if (!view) continue
          failures = 0
          yield view
        }
        if (!isStreaming) continue
      } else {
        const view = await api.status(payment, signal)
        yield view
        failures = 0
        pauseMs = Math.min(pauseMs + 100, MAX_PAUSE_MS)
        const wasConfirmed = isConfirmed
        isConfirmed = view.status === 'CONFIRM'
        if (isConfirmed && !wasConfirmed) {
          await presence.pause(CONFIRMED_POLL_MS, signal, isRestless)
          continue
        }
      }
    } catch (thrown) {
      if (signal.aborted) return
      if (isAthmError(thrown) && thrown.code === 'payment_not_found') yield 'lost'
      // One lost request is no news to a customer; a second one is.
      if (failures++ > 0) yield 'away'
      isStreaming &&= failures < MAX_STREAM_FAILURES
    }
    if (!presence.isOnline()) yield 'away'
    await presence.pause(failures > 0 ? toBackoffMs(failures) : pauseMs, signal, isRestless)
  }
}

/** How long to wait after so many failures: 0.5 s, 1 s, 2 s, 4 s, then 5 s. */
export function toBackoffMs(failures: number): number {
  return Math.min(250 * 2 ** failures, MAX_PAUSE_MS)
}

/** Reads one connection to its end: null once it was answered, then views. Throws when it breaks, or after 30 s of silence. */
async function* readStream({
  api,
  payment,
  presence,
  signal,
}: WatchOptions): AsyncGenerator<PaymentView | null, void> {
  const connection = new AbortController()
  const abort = () => connection.abort()
  signal.addEventListener('abort', abort)
  // Nobody says whether a connection lived through a sleep, or through the change to another network.
  presence.onReturn(abort, connection.signal)
  let timer = setTimeout(abort, SILENCE_MS)
  try {
    const reader = (await api.events(payment, connection.signal))?.getReader()
    yield null
    const decoder = new TextDecoder()
    let rest = ''
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
      clearTimeout(timer)
      timer = setTimeout(abort, SILENCE_MS)
      const blocks = (rest + decoder.decode(chunk.value, { stream: true })).split(/\n\n|\r\r|\r\n\r\n/)
      rest = blocks.pop() ?? ''
      for (const data of blocks.flatMap(readEvent)) yield parsePaymentView(JSON.parse(data))
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    abort()
  }
}

/** The data of an `event: payment`; nothing for comments and for events of other kinds. */
function readEvent(block: string): string[] {
  const fields = block.split(/\r\n|\n|\r/).map((line) => /^(\w+):? ?(.*)$/.exec(line) ?? [])
  const values = (name: string) => fields.filter((field) => field[1] === name).map((field) => field[2] ?? '')
  const data = values('data').join('\n')
  return data && (values('event')[0] ?? 'payment') === 'payment' ? [data] : []
}
