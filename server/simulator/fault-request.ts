/** Reads a fault, whether a program or `POST control/faults` asks for it. */

import { isObject } from '../../src/protocol/index.ts'
import { MAX_SEED } from './dice.ts'
import { toStatusOf } from './error-codes.ts'
import { ENDPOINT_NAMES, type EndpointName } from './endpoints.ts'
import type { Fault, FaultEffect, FaultKind, FaultTiming, StandIn } from './fault.ts'
import { ControlError } from './responses.ts'

const MAX_MS = 3_600_000
const MAX_COUNT = 1_000_000

type Fields = Readonly<Record<string, unknown>>

/** What each kind takes besides the endpoint and the calls that it hits. */
const FIELDS_OF: Readonly<Record<FaultKind, readonly string[]>> = {
  latency: ['ms'],
  status: ['status', 'body', 'athmCode'],
  drop_before: [],
  drop_after: [],
  hang_after: [],
  garbage: ['body'],
  slow: ['ms'],
  status_after: ['status', 'body', 'athmCode'],
}

/** Reads a fault, with its defaults filled in. Throws a ControlError whose code names the field at fault. */
export function parseFault(value: unknown): Fault {
  if (!isObject(value)) throw new ControlError(400, 'invalid_body', 'A fault is an object.')
  const fields = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
  const kind = parseKind(fields['kind'])
  refuseOthers(fields, kind)
  return { endpoint: parseEndpoint(fields['endpoint']), ...parseEffect(kind, fields), ...parseTiming(fields) }
}

function parseKind(value: unknown): FaultKind {
  if (typeof value === 'string' && Object.hasOwn(FIELDS_OF, value)) return value as FaultKind
  throw invalid('kind', `one of ${Object.keys(FIELDS_OF).join(', ')}`)
}

/** A misspelt field would otherwise arm something else than was meant. */
function refuseOthers(fields: Fields, kind: FaultKind): void {
  const known = new Set(['endpoint', 'kind', 'count', 'seed', 'share', ...FIELDS_OF[kind]])
  const other = Object.keys(fields).find((name) => !known.has(name))
  if (other === undefined) return
  throw new ControlError(400, 'unknown_field', `A fault of kind ${kind} takes no ${toJsonName(other)}.`)
}

function parseEndpoint(value: unknown): EndpointName | '*' {
  const endpoint = ['*' as const, ...ENDPOINT_NAMES].find((name) => name === value)
  return endpoint ?? fail('endpoint', `one of ${ENDPOINT_NAMES.join(', ')}, or *`)
}

function parseEffect(kind: FaultKind, fields: Fields): FaultEffect {
  switch (kind) {
    case 'latency':
    case 'slow':
      return { kind, ms: parseInteger(fields, 'ms', { min: 0, max: MAX_MS }) }
    case 'status':
    case 'status_after':
      return { kind, ...parseStandIn(fields) }
    case 'garbage':
      return { kind, body: parseChoice(fields['body'] ?? 'half', ['half', 'bytes']) }
    default:
      return { kind }
  }
}

function parseStandIn(fields: Fields): StandIn {
  const { athmCode } = fields
  // A code of ATH Móvil's brings its own status, unless another is wanted.
  const status = parseInteger({ status: toStatusOf(athmCode), ...fields }, 'status', { min: 200, max: 599 })
  const body = parseChoice(fields['body'] ?? (athmCode === undefined ? 'html' : 'envelope'), [
    'html',
    'envelope',
    'empty',
  ])
  if (athmCode === undefined) return { status, body }
  if (typeof athmCode !== 'string' || !/^[\w.]{1,40}$/.test(athmCode)) {
    throw invalid('athmCode', 'one to forty letters, digits, dots and underscores')
  }
  if (body !== 'envelope') throw invalid('athmCode', 'left out, since only an envelope carries it')
  return { status, body, athmCode }
}

function parseTiming(fields: Fields): FaultTiming {
  const { seed, share, count } = fields
  if (seed === undefined && share === undefined) {
    return { count: count === undefined ? 1 : parseInteger(fields, 'count', { min: 1, max: MAX_COUNT }) }
  }
  if (count !== undefined) throw invalid('count', 'left out where seed and share are given')
  if (typeof share !== 'number' || !(share >= 0 && share <= 1)) throw invalid('share', 'from 0 to 1')
  return { seed: parseInteger(fields, 'seed', { min: 0, max: MAX_SEED }), share }
}

function parseInteger(fields: Fields, name: string, { min, max }: { min: number; max: number }): number {
  const value = fields[name]
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
  throw invalid(name, `a whole number from ${min} to ${max}`)
}

function parseChoice<T extends string>(value: unknown, choices: readonly T[]): T {
  return choices.find((choice) => choice === value) ?? fail('body', `one of ${choices.join(', ')}`)
}

function fail(name: string, rule: string): never {
  throw invalid(name, rule)
}

function invalid(name: string, rule: string): ControlError {
  const jsonName = toJsonName(name)
  return new ControlError(400, `invalid_${jsonName}`, `${jsonName} must be ${rule}.`)
}

/** The controls' JSON spells in snake_case, programs in camelCase. */
function toJsonName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
