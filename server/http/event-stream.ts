/** `GET api/events/?payment_id=`: the payment as it is, then each change, until it is over. */

import { isEnd } from '../../src/protocol/index.ts'
import { toPaymentView } from '../payments/payment-row.ts'
import type { PaymentRow } from '../store/schema.ts'
import { findPaymentRow } from '../store/store.ts'
import type { HttpDeps } from './deps.ts'
import { findOwnPayment } from './own-payment.ts'
import { noteLooking } from './routes/payments.ts'

/** Keeps proxies from closing a quiet connection, and tells the reader that the line is alive. */
const COMMENT_EVERY_MS = 15_000
/** How often the database is read for what another process has changed. */
const READ_EVERY_MS = 3_000

/** Answers with server-sent events: `event: payment`, `id:` the payment's version, `data:` a PaymentView. */
export async function answerEvents(deps: HttpDeps, request: Request): Promise<Response> {
  const row = await findOwnPayment(deps.db, request, new URL(request.url).searchParams.get('payment_id'))
  await noteLooking(deps, row)
  return new Response(createPaymentStream(deps, row, request.signal), {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}

function createPaymentStream(
  deps: HttpDeps,
  first: PaymentRow,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let stop = (): void => {}

  return new ReadableStream<Uint8Array>({
    start(controller) {
      let sentVersion = 0
      let open = true
      const write = (text: string): void => controller.enqueue(encoder.encode(text))

      const send = (row: PaymentRow): void => {
        if (!open || row.version <= sentVersion) return
        sentVersion = row.version
        write(toMessage(row, deps.clock.now()))
        if (!isEnd(row.status)) return
        stop()
        controller.close()
      }
      const read = (): void => {
        findPaymentRow(deps.db, first.id).then(
          (row) => row && send(row),
          // A database in trouble is told by the next status read; the stream just ends, and the reader comes back.
          (error: unknown) => {
            if (!open) return
            stop()
            controller.error(error)
          },
        )
      }
      const unwatch = deps.changes.watch(first.id, read)
      const stopReading = repeat(deps, READ_EVERY_MS, read)
      const stopComments = repeat(deps, COMMENT_EVERY_MS, () => {
        write(': still here\n\n')
        // In a sandbox time may be sped up: the page's countdown follows what it is told again.
        if (deps.http.mode === 'sandbox') {
          sentVersion = 0
          read()
        }
      })
      const close = (): void => {
        if (!open) return
        stop()
        controller.close()
      }
      stop = () => {
        open = false
        for (const end of [unwatch, stopReading, stopComments]) end()
        for (const ending of [signal, deps.closing]) ending.removeEventListener('abort', close)
      }
      for (const ending of [signal, deps.closing]) ending.addEventListener('abort', close)
      send(first)
      if (signal.aborted || deps.closing.aborted) close()
    },
    cancel: () => stop(),
  })
}

function toMessage(row: PaymentRow, now: number): string {
  return `event: payment\nid: ${row.version}\ndata: ${JSON.stringify(toPaymentView(row, now))}\n\n`
}

/** Calls `act` again and again on the injected clock. Returns how to stop. */
function repeat({ clock }: HttpDeps, everyMs: number, act: () => void): () => void {
  let cancel = clock.setTimer(everyMs, again)
  function again(): void {
    cancel = clock.setTimer(everyMs, again)
    act()
  }
  return () => cancel()
}
