/** A backend that does as a test says, behind the browser's own fetch: MSW answers for the server. */

import { http, HttpResponse, passthrough } from 'msw'
import { setupWorker } from 'msw/browser'
import type { ConfigView, ErrorBody, PaymentView } from '../../../src/protocol/messages.ts'

/** A request that came in. */
export interface Seen {
  readonly path: string
  readonly body: Record<string, unknown>
  readonly headers: Headers
}

type Answer = (seen: Seen) => Response | Promise<Response>

const worker = setupWorker()
let isStarted = false
let backends = 0
/** Told apart from the backends of other files, whose streams the same server may relay. */
const PAGE = crypto.randomUUID()

export const REFERENCE = '215070443-402894c1a2b3c4d5e6f7c2000b'
const ECOMMERCE_ID = 'a1b2c3d4-ecommerce'

/** Answers as the protocol says, holds one payment at a time, and streams what becomes of it. */
export class FakeBackend {
  config: ConfigView = {
    mode: 'live',
    business_name: 'Café del Viejo San Juan',
    limits: {
      min_total: '1.00',
      max_total: '1500.00',
      min_timeout: 120,
      max_timeout: 600,
      metadata_length: 40,
    },
    orders_required: false,
    available: true,
  }
  view: PaymentView = openView(0)
  /** An address of its own: what an earlier test still had on its way can't arrive here. */
  readonly baseUrl = `/backend-${PAGE}-${++backends}`
  readonly seen: Seen[] = []
  /** What a route answers in place of its own answer. */
  readonly answers = new Map<string, Answer>()
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>()
  #payments = 0
  #relayed: Promise<unknown> | undefined

  static async start(): Promise<FakeBackend> {
    const backend = new FakeBackend()
    if (!isStarted) await worker.start({ quiet: true, onUnhandledFrame: 'bypass' })
    isStarted = true
    worker.use(
      http.all(`*${backend.baseUrl}/api/:route/`, ({ request, params }) =>
        backend.#answer(request, String(params['route'])),
      ),
    )
    return backend
  }

  stop(): void {
    this.closeStreams()
    worker.resetHandlers()
  }

  /** The requests of one route. */
  of(path: string): Seen[] {
    return this.seen.filter((seen) => seen.path === path)
  }

  /** Changes the payment, and tells every open stream. */
  set(change: Partial<PaymentView>): void {
    this.view = {
      ...this.view,
      ...change,
      server_time: new Date(Date.parse(this.view.server_time) + 1).toISOString(),
    }
    for (const stream of this.#streams) stream.enqueue(toEvent(this.view))
    if (this.#relayed) this.#relay(toEvent(this.view))
  }

  complete(): void {
    this.set({
      status: 'COMPLETED',
      verifying: false,
      reference_number: REFERENCE,
      ecommerce_id: ECOMMERCE_ID,
    })
  }

  closeStreams(): void {
    for (const stream of this.#streams) stream.close()
    this.#streams.clear()
    if (this.#relayed) this.#relay(new Uint8Array())
  }

  async #answer(request: Request, path: string): Promise<Response> {
    const text = await request.text()
    const seen = {
      path,
      headers: request.headers,
      body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
    }
    this.seen.push(seen)
    const answer = this.answers.get(path)
    return answer ? answer(seen) : this.ordinary(seen)
  }

  /** What the protocol would answer. */
  ordinary({ path, body }: Seen): Response {
    switch (path) {
      case 'config':
        return HttpResponse.json({ ...this.config })
      case 'initiate':
        this.view = { ...openView(++this.#payments), total: String(body['total'] ?? '25.00') }
        return HttpResponse.json({ ...this.view, client_secret: `secret-${this.#payments}` }, { status: 201 })
      case 'cancel':
        if (this.view.status !== 'COMPLETED') this.set({ status: 'CANCEL', cancelled_by: 'customer' })
        return HttpResponse.json({ ...this.view })
      case 'events':
        return this.#stream()
      default:
        return HttpResponse.json({ ...this.view })
    }
  }

  #stream(): Response {
    if (!canTransferStreams()) {
      this.#relay(toEvent(this.view))
      return passthrough()
    }
    let mine: ReadableStreamDefaultController<Uint8Array>
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        mine = controller
        controller.enqueue(toEvent(this.view))
        this.#streams.add(controller)
      },
      cancel: () => {
        this.#streams.delete(mine)
      },
    })
    return new HttpResponse(body, { headers: { 'content-type': 'text/event-stream' } })
  }

  /** Has the server of the test files tell something, after what it was told before. Nothing ends the streams. */
  #relay(told: Uint8Array<ArrayBuffer>): void {
    const tell = () => fetch(`${this.baseUrl}/relay`, { method: 'POST', body: told })
    this.#relayed = (this.#relayed ?? Promise.resolve()).then(tell)
  }
}

/**
 * Whether a page can hand a stream to its service worker. Where it can't, as in WebKit, MSW would wait for a stream's
 * end: there the server of the test files streams what it is told (stream-relay.ts).
 */
function canTransferStreams(): boolean {
  const stream = new ReadableStream()
  try {
    structuredClone(stream, { transfer: [stream] })
    return true
  } catch {
    return false
  }
}

/** An error, as the backend words it. Its message must never be seen. */
export function refusal(status: number, code: ErrorBody['code'], more: Partial<ErrorBody> = {}): Response {
  const body: ErrorBody = { error: 'RAW SERVER MESSAGE', code, retryable: false, request_id: 'r1', ...more }
  return HttpResponse.json({ ...body }, { status })
}

/** A page where JSON was expected. */
export function htmlPage(status: number): Response {
  return HttpResponse.html('<h1>RAW SERVER MESSAGE</h1>', { status })
}

/** A fresh payment that waits for its customer for ten minutes. */
export function openView(number: number): PaymentView {
  const now = Date.now()
  return {
    payment_id: `payment-${number}`,
    status: 'OPEN',
    verifying: false,
    reference_number: null,
    ecommerce_id: null,
    total: '25.00',
    refunded: '0.00',
    expires_at: new Date(now + 600_000).toISOString(),
    server_time: new Date(now).toISOString(),
    code: null,
    cancelled_by: null,
  }
}

function toEvent(view: PaymentView): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`: still here\n\nevent: payment\nid: 1\ndata: ${JSON.stringify(view)}\n\n`)
}
