/** `createAthmBackend`: the one place where the parts are put together. */

import { createAthMovil } from './athmovil/api.ts'
import { watchAvailability } from './athmovil/availability.ts'
import { createNodeSend } from './athmovil/node-http.ts'
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
import { checkDatabase, findPaymentRow, keepSetting, openDatabase, type Database } from './store/store.ts'
import { systemClock, systemRandom } from './system.ts'
import { startWatcher, type Watcher } from './watcher/watcher.ts'
import type { Context } from './context.ts'
import type { ErrorBody, Payment } from '../src/protocol/index.ts'

/** The backend. */
export interface AthmBackend {
  /** The whole server as a function: answers everything below its base path, and never rejects. */
  readonly fetch: (request: Request) => Promise<Response>
  /** Calls a handler on each event of a type, or of all with `*`, until it succeeds. */
  readonly on: Handlers['on']
  /** Begins to watch payments and to deliver events. Call it once the handlers are there. */
  start(): void
  /** Resolves when the database is open; rejects with what is wrong with it. */
  readonly ready: Promise<void>
  /** Rejects unless the database answers. */
  check(): Promise<void>
  readonly payments: {
    /** Reads a payment by its id; undefined when there is none. */
    retrieve(paymentId: string): Promise<Payment | undefined>
  }
  /** Stops taking work, waits for the calls under way, and closes the database. */
  close(): Promise<void>
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
  const handlers = createHandlers()
  const closing = new AbortController()
  let watcher: Watcher | undefined
  let isStarted = false

  const opening = open(settings, upstream, context, { wake: () => watcher?.wake(), closing: closing.signal })
  const ready = opening.then(() => {})
  // Whoever awaits `ready` hears of it; nobody has to.
  ready.catch(() => {})

  const athm: AthmBackend = {
    fetch: async (request) =>
      opening.then(
        ({ handle }) => handle(request),
        () => answerClosed(),
      ),
    on: handlers.on,
    start() {
      if (isStarted) return
      isStarted = true
      opening.then(
        ({ deps }) => {
          if (!closing.signal.aborted) watcher = startWatcher(deps, handlers)
        },
        (error: unknown) => context.log.error('the database could not be opened', { error: String(error) }),
      )
    },
    ready,
    check: async () => checkDatabase((await opening).deps.db),
    payments: {
      async retrieve(paymentId) {
        const row = await findPaymentRow((await opening).deps.db, paymentId)
        return row && toPayment(row)
      },
    },
    async close() {
      closing.abort(new Error('The server is stopping'))
      await watcher?.stop()
      await opening.then(
        ({ deps }) => deps.db.destroy(),
        () => {},
      )
    },
  }
  connectWebhooks(upstream, athm, settings)
  return athm
}

/** There is no handler without a database: the answer has the shape of every other error. */
function answerClosed(): Response {
  const body: ErrorBody = {
    error: 'The database can not be opened.',
    code: 'database_unavailable',
    retryable: true,
    request_id: 'none',
  }
  return Response.json(body, { status: 503, headers: { 'retry-after': '5' } })
}

interface Opened {
  readonly deps: PaymentDeps
  readonly handle: (request: Request) => Promise<Response>
}

async function open(
  settings: Settings,
  upstream: Upstream,
  context: Context,
  { wake, closing }: { wake: () => void; closing: AbortSignal },
): Promise<Opened> {
  const db = await openDatabase(settings.database)
  const { send, isAvailable } = watchAvailability(upstream.send, context.clock)
  const deps: PaymentDeps = {
    ...context,
    db,
    athmovil: createAthMovil({ send, publicToken: settings.publicToken, clock: context.clock }),
    keyring: createKeyring(await readSecrets(db, settings, context)),
    changes: createPaymentChanges(context.clock),
    owner: Buffer.from(context.random.bytes(9)).toString('base64url'),
    wake,
  }
  const http = { ...deps, http: settings, isUpstreamAvailable: isAvailable, closing }
  return { deps, handle: createHandler(http, createScripts(SCRIPTS)) }
}

function toUpstream({ upstream }: Settings): Upstream {
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
