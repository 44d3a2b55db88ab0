/** Options and environment → settings. The only reader of process.env; nothing inside checks again. */

import * as v from 'valibot'
import { DEFAULT_BASE_PATH } from '../src/protocol/index.ts'
import type { Upstream } from './athmovil/transport.ts'
import { DEFAULT_LIMITS, type BeforeAuthorize, type Limits, type ResolveOrder } from './payments/policy.ts'
import type { Clock, Log, OpenConnection, Random } from './context.ts'

/** What `createAthmBackend` takes. Everything is optional in a sandbox but `upstream` or `upstreamUrl`. */
export interface BackendOptions {
  /** The business's tokens, from the ATH Móvil Business app. */
  readonly publicToken?: string | undefined
  readonly privateToken?: string | undefined
  /** `sandbox` when no tokens are given, else `live`. */
  readonly mode?: 'sandbox' | 'live' | undefined
  /** A file path; `./athm.db` by default. */
  readonly database?: string | undefined
  /** Derives client secrets and encrypts tokens; newest first while rotating. In a sandbox it is made and kept. */
  readonly secret?: string | readonly string[] | undefined
  /** Shown to the customer. */
  readonly businessName?: string | undefined
  /** The bearer of the API for the merchant's own server: orders and refunds. Without one those routes answer 401. */
  readonly secretKey?: string | undefined
  /** Takes a page's own word for the total. So in a sandbox unless false is said; in live mode only if true is. */
  readonly allowClientTotals?: boolean | undefined
  /** How many proxies stand before the server: that many addresses of X-Forwarded-For are theirs. 0 by default. */
  readonly trustProxy?: number | undefined
  /** How many requests may reach a phone; null for no limits. */
  readonly limits?: Limits | null | undefined
  /** The shop's own price for a request. */
  readonly resolveOrder?: ResolveOrder | undefined
  /** The merchant's last word before the money moves: false cancels. */
  readonly beforeAuthorize?: BeforeAuthorize | undefined
  /** Exact origins whose pages may call the API, such as `https://shop.example`. */
  readonly allowedOrigins?: readonly string[] | undefined
  /** Valid tokens of the webhook's secret path. */
  readonly webhookTokens?: readonly string[] | undefined
  /** The address that ATH Móvil is to deliver to, such as `https://shop.example/athm/webhook/`: for `webhooks.install()`. */
  readonly webhookUrl?: string | undefined
  /** How often yesterday and today are compared with ATH Móvil's report: `24h`, `90m`, at least `5m`; `off` by default. */
  readonly syncEvery?: string | undefined
  /** How many days the bodies of deliveries are kept, which name people; 90 by default, 0 for ever. */
  readonly webhookRetentionDays?: number | undefined
  /** Where the backend is mounted; `/athm` by default. */
  readonly basePath?: string | undefined
  /** What stands in for ATH Móvil: `createSimulator()`. Sandbox only. */
  readonly upstream?: Upstream | undefined
  /** A simulator elsewhere. Sandbox only. */
  readonly upstreamUrl?: string | undefined
  /** Injected in tests; the system's by default. */
  readonly clock?: Clock | undefined
  readonly random?: Random | undefined
  readonly log?: Log | undefined
  /** Calls back when all that has arrived by now was handed over; Node's setImmediate by default. */
  readonly atEndOfTurn?: ((act: () => void) => void) | undefined
  /** Finds a host's addresses; asks the system by default. */
  readonly lookUpHost?: ((hostname: string) => Promise<readonly string[]>) | undefined
  /** Opens the database file; node:sqlite by default. */
  readonly openConnection?: OpenConnection | undefined
}

/** Options, read and completed. */
export interface Settings {
  readonly mode: 'sandbox' | 'live'
  readonly publicToken: string
  readonly privateToken: string
  readonly secretKey: string | null
  readonly allowClientTotals: boolean
  readonly trustProxy: number
  readonly limits: Limits | null
  readonly resolveOrder: ResolveOrder | null
  readonly beforeAuthorize: BeforeAuthorize | null
  readonly database: string
  readonly openConnection: OpenConnection | undefined
  readonly atEndOfTurn: ((act: () => void) => void) | undefined
  /** Empty: make one and keep it in the database. */
  readonly secrets: readonly string[]
  readonly businessName: string | null
  readonly allowedOrigins: readonly string[]
  readonly webhookTokens: readonly string[]
  readonly webhookUrl: string | null
  readonly webhookRetentionDays: number
  /** Null: never by itself. */
  readonly syncEveryMs: number | null
  readonly lookUpHost: ((hostname: string) => Promise<readonly string[]>) | undefined
  readonly basePath: string
  /** Null: ATH Móvil itself. */
  readonly upstream: Upstream | { readonly url: string } | null
}

/** Where `serve` listens. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** A setting that is missing or wrong; the message is a sentence for whoever set it. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError'
}

/** Real money behind a sandbox's badge, at the page's own totals: never. */
const isAthMovil = (url: string): boolean =>
  URL.canParse(url) && /(^|\.)athmovil\.com\.?$/i.test(new URL(url).hostname)

const origin = v.pipe(
  v.string(),
  v.check(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'must be exact, such as https://shop.example',
  ),
)
const webhookToken = v.pipe(
  v.string(),
  v.regex(/^[\w.~-]{16,200}$/, 'must have 16 to 200 letters, digits, or . _ ~ -'),
)

const MINUTES_OF = { m: 1, h: 60, d: 24 * 60 } as const

const syncEvery = v.pipe(
  v.string(),
  v.regex(/^(off|\d{1,5}[mhd])$/, 'must be off, or a time such as 90m or 24h'),
  v.transform((text) =>
    text === 'off'
      ? null
      : Number(text.slice(0, -1)) * MINUTES_OF[text.slice(-1) as 'm' | 'h' | 'd'] * 60_000,
  ),
  v.check(
    (ms) => ms === null || (ms >= 5 * 60_000 && ms <= 31 * 86_400_000),
    'must be from 5m to 31d, or off',
  ),
)

const schema = v.object({
  publicToken: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  privateToken: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  mode: v.optional(v.picklist(['sandbox', 'live'], 'must be sandbox or live')),
  database: v.optional(v.pipe(v.string(), v.nonEmpty('must be the path of a file')), './athm.db'),
  secret: v.optional(v.array(v.pipe(v.string(), v.minLength(32, 'must have at least 32 characters'))), []),
  secretKey: v.optional(v.pipe(v.string(), v.minLength(32, 'must have at least 32 characters'))),
  trustProxy: v.optional(
    v.pipe(
      v.number('must be a number'),
      v.integer('must be a whole number'),
      v.minValue(0, 'must not be negative'),
      v.maxValue(10, 'must be at most 10'),
    ),
    0,
  ),
  businessName: v.optional(v.pipe(v.string(), v.maxLength(100, 'must have at most 100 characters'))),
  allowedOrigins: v.optional(v.array(origin), []),
  webhookTokens: v.optional(v.array(webhookToken), []),
  webhookUrl: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  syncEvery: v.optional(syncEvery, 'off'),
  webhookRetentionDays: v.optional(
    v.pipe(
      v.number('must be a number'),
      v.integer('must be a whole number of days'),
      v.minValue(0, 'must not be negative'),
      v.maxValue(36_500, 'must be at most 36500 days'),
    ),
    90,
  ),
  basePath: v.optional(
    v.pipe(v.string(), v.regex(/^(\/[\w.-]+)*$/, 'must begin with a slash and end without')),
    DEFAULT_BASE_PATH,
  ),
  upstreamUrl: v.optional(
    v.pipe(
      v.string(),
      v.url('must be a URL'),
      v.regex(/^https?:/, 'must be http or https'),
      v.check((url) => !isAthMovil(url), 'must be a simulator, not ATH Móvil itself: that is live mode'),
    ),
  ),
})

/** The oldest Node that has what the server uses: node:sqlite without a flag or a warning. */
const OLDEST_NODE = 24

/** Throws an OptionsError when this Node is too old for the server. The button itself needs none. */
export function checkNode(version: string = process.versions.node): void {
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return
  throw new OptionsError(`The server of athm-button needs Node ${OLDEST_NODE} or newer; this is ${version}.`)
}

/** Tells whether these options mean real money: when they say so, or when tokens are given and nothing is said. */
export function isLive({ mode, publicToken }: Pick<BackendOptions, 'mode' | 'publicToken'>): boolean {
  return (mode ?? (publicToken === undefined ? 'sandbox' : 'live')) === 'live'
}

/** Reads options. Throws an OptionsError with a sentence for the first thing that is missing or wrong. */
export function parseOptions(options: BackendOptions): Settings {
  checkNode()
  const given = { ...options, secret: toList(options.secret) }
  const read = v.safeParse(schema, given)
  if (!read.success) throw toOptionsError(read.issues)
  const rest = read.output
  const common = {
    secretKey: rest.secretKey ?? null,
    trustProxy: rest.trustProxy,
    limits: options.limits === undefined ? DEFAULT_LIMITS : options.limits,
    resolveOrder: options.resolveOrder ?? null,
    beforeAuthorize: options.beforeAuthorize ?? null,
    database: rest.database,
    openConnection: options.openConnection,
    atEndOfTurn: options.atEndOfTurn,
    secrets: rest.secret,
    businessName: rest.businessName ?? null,
    allowedOrigins: rest.allowedOrigins,
    webhookTokens: rest.webhookTokens,
    webhookUrl: rest.webhookUrl ?? null,
    webhookRetentionDays: rest.webhookRetentionDays,
    syncEveryMs: rest.syncEvery,
    lookUpHost: options.lookUpHost,
    basePath: rest.basePath,
  }
  return isLive(options) ? toLive(common, options) : toSandbox(common, options)
}

type CommonSettings = Omit<
  Settings,
  'mode' | 'publicToken' | 'privateToken' | 'allowClientTotals' | 'upstream'
>

/** Real money: everything that protects it has to be there, and nothing may stand in ATH Móvil's place. */
function toLive(common: CommonSettings, options: BackendOptions): Settings {
  const { publicToken, privateToken, allowClientTotals = false } = options
  if (options.upstream !== undefined || options.upstreamUrl !== undefined) {
    throw new OptionsError(
      'Live mode talks to ATH Móvil and to nothing else: take upstream (ATHM_UPSTREAM_URL) away.',
    )
  }
  if (publicToken === undefined)
    throw new OptionsError('publicToken (ATHM_PUBLIC_TOKEN) is missing for live mode.')
  if (privateToken === undefined)
    throw new OptionsError('privateToken (ATHM_PRIVATE_TOKEN) is missing for live mode.')
  if (common.secrets.length === 0) {
    throw new OptionsError(
      'secret (ATHM_SECRET) is missing for live mode: at least 32 random characters, kept safe.',
    )
  }
  return { ...common, mode: 'live', publicToken, privateToken, allowClientTotals, upstream: null }
}

function toSandbox(common: CommonSettings, options: BackendOptions): Settings {
  const { upstream, upstreamUrl, allowClientTotals = true } = options
  if (upstream === undefined && upstreamUrl === undefined) {
    throw new OptionsError(
      "A sandbox needs something in ATH Móvil's place: pass upstream: createSimulator() from 'athm-button/simulator'.",
    )
  }
  const publicToken = options.publicToken ?? upstream?.credentials?.publicToken
  if (publicToken === undefined)
    throw new OptionsError('publicToken (ATHM_PUBLIC_TOKEN) is missing for this upstream.')
  const privateToken = options.privateToken ?? upstream?.credentials?.privateToken ?? ''
  const place = upstream ?? { url: upstreamUrl ?? '' }
  const businessName = common.businessName ?? upstream?.businessName ?? null
  return {
    ...common,
    businessName,
    mode: 'sandbox',
    publicToken,
    privateToken,
    allowClientTotals,
    upstream: place,
  }
}

/** Reads the environment (`process.env` unless told otherwise) as options. An empty variable is an absent one. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>> = process.env,
): BackendOptions {
  const read = (name: string): string | undefined => env[name]?.trim() || undefined
  const readList = (name: string): string[] | undefined =>
    read(name)
      ?.split(',')
      .map((text) => text.trim())
  const mode = read('ATHM_MODE')
  if (mode !== undefined && mode !== 'sandbox' && mode !== 'live') {
    throw new OptionsError('ATHM_MODE must be sandbox or live.')
  }
  const databaseUrl = read('ATHM_DATABASE_URL')
  if (databaseUrl !== undefined && /^[a-z]+:\/\//i.test(databaseUrl)) {
    throw new OptionsError('ATHM_DATABASE_URL must be the path of a file in this version, such as ./athm.db.')
  }
  return {
    publicToken: read('ATHM_PUBLIC_TOKEN'),
    privateToken: read('ATHM_PRIVATE_TOKEN'),
    mode,
    database: databaseUrl,
    secret: readList('ATHM_SECRET'),
    businessName: read('ATHM_BUSINESS_NAME'),
    allowedOrigins: readList('ATHM_ALLOWED_ORIGINS'),
    webhookTokens: readList('ATHM_WEBHOOK_TOKEN'),
    webhookUrl: read('ATHM_WEBHOOK_URL'),
    webhookRetentionDays: readNumber(read('ATHM_WEBHOOK_RETENTION_DAYS')),
    syncEvery: read('ATHM_SYNC_EVERY'),
    upstreamUrl: read('ATHM_UPSTREAM_URL'),
    secretKey: read('ATHM_SECRET_KEY'),
    allowClientTotals: readBoolean(read('ATHM_ALLOW_CLIENT_TOTALS')),
    trustProxy: read('ATHM_TRUST_PROXY') === undefined ? undefined : Number(read('ATHM_TRUST_PROXY')),
  }
}

/** A text that is no number becomes NaN, which the schema refuses by name. */
function readNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

function readBoolean(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined
  if (text === 'true' || text === 'false') return text === 'true'
  throw new OptionsError('ATHM_ALLOW_CLIENT_TOTALS must be true or false.')
}

/** Reads ATHM_SIMULATOR_DIALECT, the dialect of a simulator that a command starts; its words are the simulator's own. */
export function readSimulatorDialect(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  return env['ATHM_SIMULATOR_DIALECT']?.trim() || undefined
}

/**
 * Reads where to listen: what was `given`, else HOST (this machine alone by default) and PORT (8787). Throws an
 * OptionsError.
 */
export function readAddress(
  env: Readonly<Record<string, string | undefined>> = process.env,
  given: { readonly host?: string | undefined; readonly port?: string | undefined } = {},
): Address {
  const port = given.port?.trim() ?? (env['PORT']?.trim() || '8787')
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new OptionsError(`${given.port === undefined ? 'PORT' : '--port'} must be a number up to 65535.`)
  return { host: given.host?.trim() || env['HOST']?.trim() || '127.0.0.1', port: Number(port) }
}

const ENVIRONMENT_NAMES: Readonly<Record<string, string>> = {
  publicToken: 'ATHM_PUBLIC_TOKEN',
  privateToken: 'ATHM_PRIVATE_TOKEN',
  mode: 'ATHM_MODE',
  database: 'ATHM_DATABASE_URL',
  secret: 'ATHM_SECRET',
  businessName: 'ATHM_BUSINESS_NAME',
  allowedOrigins: 'ATHM_ALLOWED_ORIGINS',
  webhookTokens: 'ATHM_WEBHOOK_TOKEN',
  upstreamUrl: 'ATHM_UPSTREAM_URL',
  secretKey: 'ATHM_SECRET_KEY',
  webhookUrl: 'ATHM_WEBHOOK_URL',
  webhookRetentionDays: 'ATHM_WEBHOOK_RETENTION_DAYS',
  syncEvery: 'ATHM_SYNC_EVERY',
  trustProxy: 'ATHM_TRUST_PROXY',
}

/** Names the option both ways, and never repeats its value: it may be a secret. */
function toOptionsError(issues: readonly v.BaseIssue<unknown>[]): OptionsError {
  const [issue] = issues
  const key = issue?.path?.[0]?.key
  const name = typeof key === 'string' ? key : 'options'
  const variable = ENVIRONMENT_NAMES[name]
  return new OptionsError(`${name}${variable ? ` (${variable})` : ''} ${issue?.message ?? 'is wrong'}.`)
}

function toList(value: string | readonly string[] | undefined): string[] | undefined {
  return typeof value === 'string' ? [value] : value && [...value]
}
