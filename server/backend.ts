/** `createAthmBackend`: the one place where the parts are put together. */

import { createAthMovil } from './athmovil/api.ts'
import { watchAvailability } from './athmovil/availability.ts'
import { ATH_MOVIL_URLS, createNodeSend } from './athmovil/node-http.ts'
import type { Upstream } from './athmovil/transport.ts'
import { createHandler } from './http/handler.ts'
import { createScripts } from './http/routes/script.ts'
import { createLog } from './log.ts'
import { parseOptions, type BackendOptions, type Settings } from './options.ts'
import { createPaymentChanges } from './payments/changes.ts'
import type { PaymentDeps } from './payments/deps.ts'
import { createHandlers, type Handlers } from './payments/events.ts'
import { createKeyring } from './payments/keyring.ts'
import { toPayment } from './payments/payment-row.ts'
import {
  checkDatabase,
  findPaymentRow,
  findRefundRow,
  keepSetting,
  openDatabase,
  type Database,
} from './store/store.ts'
import { systemEndOfTurn } from './end-of-turn.ts'
import { systemClock, systemRandom } from './system.ts'
import { startSchedule } from './watcher/reconcile-schedule.ts'
import { createSync } from './watcher/sync.ts'
import type { Sync } from './watcher/sync-options.ts'
import { startWatcher, type Watcher } from './watcher/watcher.ts'
import type { Context } from './context.ts'
import type { OrderRequest, SignedOrder } from './payments/order.ts'
import { createOrder, revokeOrder } from './payments/orders.ts'
import { recordRefund } from './payments/record-refund.ts'
import { toRefund } from './payments/refund-row.ts'
import type { Refund } from './payments/refund.ts'
import { parseRefundAmount, refund } from './payments/refunds.ts'
import type { Customers } from './payments/customer.ts'
import { createCustomers } from './payments/customers.ts'
import type { Doctor } from './doctor/check.ts'
import { createDoctor } from './doctor/doctor.ts'
import type { HttpDeps } from './http/deps.ts'
import { lookUpHost } from './webhooks/host-addresses.ts'
import { createInbox, type Inbox } from './webhooks/inbox.ts'
import { createWebhooks } from './webhooks/library.ts'
import type { Webhooks } from './webhooks/webhooks.ts'
import type { RequestInfo } from './http/request-info.ts'
import type { ErrorBody, Payment } from '../src/protocol/index.ts'

/** The backend. */
export interface AthmBackend {
  /** The whole server as a function: answers everything below its base path, and never rejects. */
  readonly fetch: (request: Request, info?: RequestInfo) => Promise<Response>
  /** Calls a handler on each event of a type, or of all with `*`, until it succeeds. */
  readonly on: Handlers['on']
  /**
   * Begins to watch payments and to deliver events. Call it once the handlers are there. With `events: false` it leaves the
   * events to another process, which has the handlers.
   */
  start(work?: { readonly events?: boolean }): void
  /** Resolves when the database is open; rejects with what is wrong with it. */
  readonly ready: Promise<void>
  /** Rejects unless the database answers. */
  check(): Promise<void>
  readonly orders: {
    /** Signs an order, or a price tag; resolves with the token for the button's `order`. Rejects with the AthmError of the first field at fault. */
    sign(request: OrderRequest): Promise<string>
    /** The same, with the order's id and its end. */
    create(request: OrderRequest): Promise<SignedOrder>
    /** Makes an order, or a price tag, unpayable from now on. */
    revoke(orderId: string): Promise<void>
  }
  readonly refunds: {
    /**
     * Sends money back, all that is left unless `amount` (dollars) says less. The same idempotencyKey brings the same
     * refund. Rejects with an AthmError when nothing was sent; look at `status` for what became of what was.
     */
    create(request: RefundOptions): Promise<Refund>
    /** Reads a refund by its id; undefined when there is none. */
    retrieve(refundId: string): Promise<Refund | undefined>
    /** A person's decision on a refund in review, with both readings in front of them. */
    decide(refundId: string, outcome: 'succeeded' | 'refused', actor: string): Promise<Refund>
  }
  readonly payments: {
    /** Reads a payment by its id; undefined when there is none. */
    retrieve(paymentId: string): Promise<Payment | undefined>
  }
  readonly webhooks: Webhooks
  readonly customers: Customers
  /**
   * Compares a range of days with ATH Móvil's report, and mends what differs here. Rejects with a RangeError when the
   * range is wrong; what could not be read or compared is in the summary.
   */
  readonly sync: Sync
  /**
   * Looks at everything that payments stand on, and says what to do. It reads the whole database, which keeps this process
   * busy for seconds if it is a large one.
   */
  readonly doctor: Doctor
  /** Stops taking work, waits for the calls under way, and closes the database. */
  close(): Promise<void>
}

/** What `refunds.create` takes. */
export interface RefundOptions {
  readonly referenceNumber: string
  /** Dollars, as text or a number of at most two decimals; all that is left when absent. */
  readonly amount?: string | number
  /** At most 50 characters, for the customer. */
  readonly message?: string
  readonly idempotencyKey: string
  /** Who asks, for the journal. */
  readonly actor?: string
}

/** Where the standalone files are: beside this module as built, and in `dist` seen from the sources. */
const SCRIPTS = new URL(import.meta.url.endsWith('.ts') ? '../dist/' : './', import.meta.url)

/**
 * Builds a backend. Nothing is watched or delivered before `start()`.
 *
 * @throws OptionsError when an option is missing or wrong; the message says which and what to do.
 */
export function createAthmBackend(options: BackendOptions): AthmBackend {
  const settings = parseOptions(options)
  const upstream = toUpstream(settings)
  const context: Context = {
    clock: options.clock ?? upstream.clock ?? systemClock,
    random: options.random ?? systemRandom,
    log: options.log ?? createLog('info'),
  }
  const listening = { ...settings, lookUpHost: settings.lookUpHost ?? lookUpHost }
  const handlers = createHandlers()
  const closing = new AbortController()
  const underWay = createUnderWay()
  let watcher: Watcher | undefined
  let isStarted = false

  const opening = open(settings, upstream, context, {
    wake: (...work) => watcher?.wake(...work),
    track: underWay.track,
    closing: closing.signal,
  })
  const ready = opening.then(() => {})
  // Whoever awaits `ready` hears of it; nobody has to.
  ready.catch(() => {})

  const athm: AthmBackend = {
    fetch: async (request, info = {}) => {
      const opened = await opening.catch(() => null)
      return opened && !closing.signal.aborted ? underWay.track(opened.handle(request, info)) : answerClosed()
    },
    on: handlers.on,
    start({ events = true } = {}) {
      if (isStarted) return
      isStarted = true
      opening.then(
        ({ deps }) => {
          if (closing.signal.aborted) return
          const { webhookRetentionDays } = settings
          const watching = startWatcher(deps, handlers, { webhookRetentionDays, events })
          const schedule = startSchedule(deps, events ? settings.syncEveryMs : null)
          const stop = async (): Promise<void> => void (await Promise.all([watching.stop(), schedule.stop()]))
          watcher = { ...watching, stop }
          replaceWatcher(settings.database, watcher)
        },
        (error: unknown) => context.log.error('the database could not be opened', { error: String(error) }),
      )
    },
    ready,
    check: async () => checkDatabase((await opening).deps.db),
    orders: createOrders(opening),
    refunds: createRefunds(opening),
    payments: createPayments(opening),
    webhooks: createWebhooks(opening, { context, settings: listening, track: underWay.track }),
    customers: createCustomers(opening, underWay.track),
    sync: createSync({ opening, ...context, ...settings, track: underWay.track, closing: closing.signal }),
    doctor: createDoctor(opening, context, listening),
    async close() {
      closing.abort(new Error('The server is stopping'))
      await watcher?.stop()
      await underWay.settled()
      await opening.then(
        ({ deps }) => deps.db.destroy(),
        () => {},
      )
    },
  }
  connectWebhooks(upstream, athm, settings)
  return athm
}

/** Where a process keeps its watchers by database: two copies of this module, as after a hot reload, find the same one. */
const WATCHERS = Symbol.for('athm-button.watchers')

/** One watcher per database in a process: a backend that is built again on a hot reload takes over, with its own handlers. */
function replaceWatcher(database: string, watcher: Watcher): void {
  if (database === ':memory:') return
  const shared = globalThis as { [WATCHERS]?: Map<string, Watcher> }
  const watchers = (shared[WATCHERS] ??= new Map())
  void watchers.get(database)?.stop()
  watchers.set(database, watcher)
}

/** What has begun and must end before the database is closed. */
function createUnderWay(): { track: HttpDeps['track']; settled: () => Promise<void> } {
  const promises = new Set<Promise<unknown>>()
  return {
    track(promise) {
      promises.add(promise)
      const forget = (): void => void promises.delete(promise)
      promise.then(forget, forget)
      return promise
    },
    async settled() {
      await Promise.allSettled(promises)
    },
  }
}

function createOrders(opening: Promise<Opened>): AthmBackend['orders'] {
  return {
    sign: async (request) => createOrder((await opening).deps, request).token,
    create: async (request) => createOrder((await opening).deps, request),
    revoke: async (orderId) => revokeOrder((await opening).deps, orderId),
  }
}

function createPayments(opening: Promise<Opened>): AthmBackend['payments'] {
  return {
    async retrieve(paymentId) {
      const row = await findPaymentRow((await opening).deps.db, paymentId)
      return row && toPayment(row)
    },
  }
}

function createRefunds(opening: Promise<Opened>): AthmBackend['refunds'] {
  return {
    async create({ referenceNumber, amount, message = '', idempotencyKey, actor = 'library' }) {
      const cents = amount === undefined ? null : parseRefundAmount(amount)
      const request = {
        referenceNumber,
        amount: cents,
        message,
        idempotencyKey,
        actor,
        source: 'api',
      } as const
      return toRefund(await refund((await opening).deps, request))
    },
    async retrieve(refundId) {
      const row = await findRefundRow((await opening).deps.db, refundId)
      return row && toRefund(row)
    },
    async decide(refundId, outcome, actor) {
      const { deps } = await opening
      return toRefund(
        await recordRefund(deps, refundId, { type: 'decided', outcome }, { source: 'admin', actor }),
      )
    },
  }
}

/** Without a database, or while it is being closed: the answer has the shape of every other error. */
function answerClosed(): Response {
  const body: ErrorBody = {
    error: 'The server is starting or stopping, or its database can not be opened.',
    code: 'database_unavailable',
    retryable: true,
    request_id: 'none',
  }
  return Response.json(body, { status: 503, headers: { 'retry-after': '5' } })
}

interface Opened {
  readonly deps: PaymentDeps
  readonly inbox: Inbox
  readonly handle: (request: Request, info: RequestInfo) => Promise<Response>
}

async function open(
  settings: Settings,
  upstream: Upstream,
  context: Context,
  { wake, ...running }: Pick<HttpDeps, 'wake' | 'track' | 'closing'>,
): Promise<Opened> {
  const db = await openDatabase(settings.database, settings.openConnection)
  const { send, isAvailable } = watchAvailability(upstream.send, context.clock)
  const deps: PaymentDeps = {
    ...context,
    db,
    athmovil: createAthMovil({ ...settings, send, clock: context.clock }),
    keyring: createKeyring(await readSecrets(db, settings, context)),
    changes: createPaymentChanges(context.clock),
    beforeAuthorize: settings.beforeAuthorize,
    owner: Buffer.from(context.random.bytes(9)).toString('base64url'),
    wake,
  }
  const inbox = createInbox(deps, settings.atEndOfTurn ?? systemEndOfTurn)
  const http = { ...deps, inbox, http: settings, isUpstreamAvailable: isAvailable, ...running }
  return { deps, inbox, handle: createHandler(http, createScripts(SCRIPTS)) }
}

function toUpstream({ upstream }: Settings): Upstream {
  if (upstream === null) return { send: createNodeSend(ATH_MOVIL_URLS) }
  if ('send' in upstream) return upstream
  return { send: createNodeSend({ payments: upstream.url, www: upstream.url }) }
}

/** A sandbox makes its secret once: payments of yesterday must still open today. */
async function readSecrets(
  db: Database,
  { secrets }: Settings,
  { random }: Context,
): Promise<readonly [string, ...string[]]> {
  const [newest, ...older] = secrets
  if (newest !== undefined) return [newest, ...older]
  return [await keepSetting(db, 'sandbox_secret', Buffer.from(random.bytes(32)).toString('base64url'))]
}

/** A simulator's webhooks take the same way in as anybody's. */
function connectWebhooks(upstream: Upstream, athm: AthmBackend, { basePath }: Settings): void {
  upstream.deliverWebhooksTo?.(async (body) => {
    const headers = { 'content-type': 'application/json' }
    const request = new Request(`http://localhost${basePath}/webhook/`, { method: 'POST', headers, body })
    const response = await athm.fetch(request)
    return { status: response.status, body: await response.text() }
  })
}
