/** What ATH Móvil's own books say, and where its webhooks go: the calls to its second host, none of which has an envelope. */

import type { Clock } from '../context.ts'
import { CALL_TIMEOUT_MS, stopWith, toOutcome, withDeadline, type Outcome } from './call.ts'
import type { Send, UpstreamAnswer, UpstreamRequest } from './transport.ts'
import { parseJson, readTransaction, toUpstreamDate, type Transaction } from './wire.ts'

/** A day of a busy shop is some megabytes. */
const REPORT_TIMEOUT_MS = 60_000

/** The code for a range whose end is still to come, and by how much our clock may be ahead. */
const END_TO_COME = 'BTRA_0048'
const CLOCKS_APART_MS = 10 * 60_000

/** The codes that say: nothing was found. An answer, and no error. */
const NOTHING_FOUND = new Set(['BTRA_0007', 'BTRA_0014', 'BTRA_0022', 'BTRA_0031', 'BTRA_0046', 'BTRA_0053'])

/** A row of the books: what it says, and the JSON that said it. */
export interface BookRow {
  readonly transaction: Transaction
  readonly raw: string
}

/** ATH Móvil's books of one business. */
export interface Books {
  /** All transactions between two instants (milliseconds since 1970), both included, up to now; `raw` is not kept. Rows that are no objects are null. `stopping` ends the wait. */
  report(fromAt: number, toAt: number, stopping?: AbortSignal): Promise<Outcome<readonly (BookRow | null)[]>>
  /** The transactions with a reference number: mostly one, or none. */
  search(referenceNumber: string): Promise<Outcome<readonly BookRow[]>>
  /** Has all six kinds of webhooks sent to an https address, and to no other. */
  subscribe(listenerUrl: string): Promise<Outcome<boolean>>
}

/** Builds the reader of the books. */
export function createBooks(options: {
  send: Send
  publicToken: string
  privateToken: string
  clock: Clock
}): Books {
  const { send, publicToken, privateToken, clock } = options

  const call = (
    request: Pick<UpstreamRequest, 'method' | 'path'>,
    body: object,
    timeoutMs = CALL_TIMEOUT_MS,
    stopping?: AbortSignal,
  ): ReturnType<typeof withDeadline> =>
    withDeadline(
      clock,
      stopping ? stopWith(stopping, send) : send,
      {
        host: 'www',
        ...request,
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify({ publicToken, privateToken, ...body }),
      },
      timeoutMs,
    )

  return {
    async report(fromAt, toAt, stopping) {
      // ATH Móvil refuses a range whose end is still to come (BTRA_0048).
      const now = clock.now()
      if (fromAt > now) return { kind: 'answered', value: [], raw: '' }
      const read = async (endAt: number): Promise<Outcome<readonly (BookRow | null)[]>> => {
        const answer = await call(
          { method: 'GET', path: '/transactions/v4/transactionReport' },
          { fromDate: toUpstreamDate(fromAt), toDate: toUpstreamDate(endAt) },
          REPORT_TIMEOUT_MS,
          stopping,
        )
        return toBareOutcome(answer, (data) => (Array.isArray(data) ? data.map(toBookRow) : undefined))
      }
      const outcome = await read(Math.min(toAt, now))
      const isAhead = outcome.kind === 'refused' && outcome.athmCode === END_TO_COME
      // Our clock is ahead of theirs. The last minutes are for the next report.
      return isAhead && now - CLOCKS_APART_MS > fromAt ? read(now - CLOCKS_APART_MS) : outcome
    },
    async search(referenceNumber) {
      const answer = await call({ method: 'POST', path: '/api/v4/searchTransaction' }, { referenceNumber })
      return toBareOutcome(answer, (data) => {
        const rows = (Array.isArray(data) ? data : [data]).map(toBookRow)
        // A row of another reference is no answer to what was asked.
        return rows.filter((row) => row?.transaction.referenceNumber === referenceNumber) as BookRow[]
      })
    },
    async subscribe(listenerUrl) {
      const answer = await call(
        { method: 'POST', path: '/transactions/webhook/post' },
        { listenerURL: listenerUrl, ...ALL_EVENTS },
      )
      if (typeof answer === 'string') return toOutcome(answer, () => true)
      const refused = toOutcome(answer, () => true)
      const isDone = answer.status >= 200 && answer.status < 300 && refused.kind !== 'refused'
      // No document shows the answer: any success without an error in it is one.
      return isDone && !isErrorBody(answer) ? { kind: 'answered', value: true, raw: answer.body } : refused
    },
  }
}

const ALL_EVENTS = {
  paymentReceivedEvent: true,
  refundSentEvent: true,
  donationReceivedEvent: true,
  ecommercePaymentReceivedEvent: true,
  ecommercePaymentCancelledEvent: true,
  ecommercePaymentExpiredEvent: true,
} as const

type Answered = Awaited<ReturnType<typeof withDeadline>>

/** Reads an answer without an envelope. An error still has one; nothing found is an empty list. */
function toBareOutcome<T>(
  answer: Answered,
  read: (data: unknown) => readonly T[] | undefined,
): Outcome<readonly T[]> {
  const inEnvelope = toOutcome<readonly T[]>(answer, read)
  if (inEnvelope.kind === 'refused' || typeof answer === 'string') {
    const isEmpty = inEnvelope.kind === 'refused' && NOTHING_FOUND.has(inEnvelope.athmCode)
    return isEmpty ? { kind: 'answered', value: [], raw: inEnvelope.raw } : inEnvelope
  }
  if (inEnvelope.kind === 'answered' || inEnvelope.athmCode !== null) return inEnvelope
  const data = parseJson(answer.body)
  if (
    answer.status < 200 ||
    answer.status > 299 ||
    typeof data !== 'object' ||
    data === null ||
    isErrorBody(answer)
  )
    return inEnvelope
  const value = read(data)
  return value === undefined ? inEnvelope : { kind: 'answered', value, raw: '' }
}

function isErrorBody({ body }: UpstreamAnswer): boolean {
  const data = parseJson(body)
  return (
    typeof data === 'object' &&
    data !== null &&
    'status' in data &&
    typeof data.status === 'string' &&
    /^error$/i.test(data.status)
  )
}

function toBookRow(value: unknown): BookRow | null {
  const transaction = readTransaction(value)
  return transaction && { transaction, raw: JSON.stringify(value) }
}
