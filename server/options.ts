/** Options and environment → settings. The only reader of process.env; nothing inside checks again. */

import * as v from 'valibot'
import { DEFAULT_BASE_PATH } from '../src/protocol/index.ts'
import type { Upstream } from './athmovil/transport.ts'
import type { Clock, Log, Random } from './context.ts'

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
  /** Exact origins whose pages may call the API, such as `https://shop.example`. */
  readonly allowedOrigins?: readonly string[] | undefined
  /** Valid tokens of the webhook's secret path. */
  readonly webhookTokens?: readonly string[] | undefined
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
}

/** Options, read and completed. */
export interface Settings {
  readonly mode: 'sandbox'
  readonly publicToken: string
  readonly database: string
  /** Empty: make one and keep it in the database. */
  readonly secrets: readonly string[]
  readonly businessName: string | null
  readonly allowedOrigins: readonly string[]
  readonly webhookTokens: readonly string[]
  readonly basePath: string
  readonly upstream: Upstream | { readonly url: string }
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

const LIVE_NOT_YET =
  'Live mode needs signed orders, which this version does not have yet: a total from a browser must never be trusted ' +
  'with real money. Unset ATHM_MODE and the tokens (or set ATHM_MODE=sandbox) to run the sandbox.'

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

const schema = v.object({
  publicToken: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  privateToken: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  mode: v.optional(v.picklist(['sandbox', 'live'], 'must be sandbox or live')),
  database: v.optional(v.pipe(v.string(), v.nonEmpty('must be the path of a file')), './athm.db'),
  secret: v.optional(v.array(v.pipe(v.string(), v.minLength(32, 'must have at least 32 characters'))), []),
  businessName: v.optional(v.pipe(v.string(), v.maxLength(100, 'must have at most 100 characters'))),
  allowedOrigins: v.optional(v.array(origin), []),
  webhookTokens: v.optional(v.array(webhookToken), []),
  basePath: v.optional(
    v.pipe(v.string(), v.regex(/^(\/[\w.-]+)*$/, 'must begin with a slash and end without')),
    DEFAULT_BASE_PATH,
  ),
  upstreamUrl: v.optional(v.pipe(v.string(), v.url('must be a URL'))),
})

/** The oldest Node that has what the server uses: node:sqlite without a flag or a warning. */
const OLDEST_NODE = 24

/** Throws an OptionsError when this Node is too old for the server. The button itself needs none. */
export function checkNode(version: string = process.versions.node): void {
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return
  throw new OptionsError(`The server of athm-button needs Node ${OLDEST_NODE} or newer; this is ${version}.`)
}

/** Reads options. Throws an OptionsError with a sentence for the first thing that is missing or wrong. */
export function parseOptions(options: BackendOptions): Settings {
  checkNode()
  const given = { ...options, secret: toList(options.secret) }
  const read = v.safeParse(schema, given)
  if (!read.success) throw toOptionsError(read.issues)
  const { publicToken, mode, database, secret, upstreamUrl, ...rest } = read.output
  if ((mode ?? (publicToken === undefined ? 'sandbox' : 'live')) === 'live')
    throw new OptionsError(LIVE_NOT_YET)

  const { upstream } = options
  const token = publicToken ?? upstream?.credentials?.publicToken
  if (upstream === undefined && upstreamUrl === undefined) {
    throw new OptionsError(
      "A sandbox needs something in ATH Móvil's place: pass upstream: createSimulator() from 'athm-button/simulator'.",
    )
  }
  if (token === undefined)
    throw new OptionsError('publicToken (ATHM_PUBLIC_TOKEN) is missing for this upstream.')
  return {
    mode: 'sandbox',
    publicToken: token,
    database,
    secrets: secret,
    businessName: rest.businessName ?? null,
    allowedOrigins: rest.allowedOrigins,
    webhookTokens: rest.webhookTokens,
    basePath: rest.basePath,
    upstream: upstream ?? { url: upstreamUrl ?? '' },
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
    upstreamUrl: read('ATHM_UPSTREAM_URL'),
  }
}

/** Reads where to listen: HOST (this machine alone by default) and PORT (8787). Throws an OptionsError. */
export function readAddress(env: Readonly<Record<string, string | undefined>> = process.env): Address {
  const port = env['PORT']?.trim() || '8787'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new OptionsError('PORT must be a number up to 65535.')
  return { host: env['HOST']?.trim() || '127.0.0.1', port: Number(port) }
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
