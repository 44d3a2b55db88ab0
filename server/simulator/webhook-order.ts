/** Reads which webhook `POST control/webhooks` is to send. */

import { isObject, MAX_TOTAL, toCents, WEBHOOK_KINDS, type Cents } from '../../src/protocol/index.ts'
import {
  invalid,
  parseDollarsField,
  parseFlagField,
  parseIntegerField,
  parseTextField,
  parseWordField,
  refuseOthers,
} from './control-fields.ts'
import type { Fields } from './fields.ts'
import { GENERATIONS, type Generation } from './webhook-bodies.ts'
import { EVENT_KINDS, type EventKind } from './webhook-kinds.ts'

const MAX_TIMES = 100
const MAX_ID_LENGTH = 100

/** A webhook that somebody wants to be sent. */
export interface WebhookOrder {
  /** Null, with a body: whatever the body says. */
  readonly kind: EventKind | null
  /** Null: as the dialect of the business has it. */
  readonly generation: Generation | null
  /** Which ticket it tells of, by one of its two ids; without both it is of a made-up transaction. */
  readonly ecommerceId: string | null
  readonly referenceNumber: string | null
  /** What the transaction is to be of; null: what the ticket is of, else a dollar. */
  readonly total: Cents | null
  /** Field → another value, or null to leave the field out. */
  readonly overrides: Fields
  /** What is sent in the place of a body of the simulator's own, if it is there: a text as it is, else JSON. */
  readonly body: unknown
  readonly times: number
  /** Whose webhook it is, where no ticket says so; null: that of the first business. */
  readonly publicToken: string | null
  /** It goes the way of those that something real has caused, not straight out. */
  readonly isByPolicy: boolean
}

const FIELDS = [
  'kind',
  'generation',
  'ecommerceId',
  'referenceNumber',
  'publicToken',
  'total',
  'overrides',
  'body',
  'times',
  'by_policy',
]

/** Reads an order. Throws a ControlError whose code names the field at fault. */
export function parseWebhookOrder(fields: Fields): WebhookOrder {
  refuseOthers(fields, FIELDS)
  const { body, overrides = {} } = fields
  const kind = parseWordField(fields, 'kind', WEBHOOK_KINDS)
  if (body === undefined && (kind === null || kind === 'unknown')) {
    throw invalid('kind', `one of ${WEBHOOK_KINDS.join(', ')}; unknown comes with a body`)
  }
  const isByPolicy = parseFlagField(fields, 'by_policy') ?? false
  if (isByPolicy && (kind === null || kind === 'unknown')) {
    throw invalid('kind', `one of ${EVENT_KINDS.join(', ')} where by_policy is set`)
  }
  if (!isObject(overrides)) throw invalid('overrides', 'an object')
  if (body !== undefined && Object.keys(overrides).length > 0) {
    throw invalid('overrides', 'left out where a body is given')
  }
  return {
    kind: kind === 'unknown' ? null : kind,
    generation: parseWordField(fields, 'generation', GENERATIONS),
    ecommerceId: parseTextField(fields, 'ecommerceId', MAX_ID_LENGTH),
    referenceNumber: parseTextField(fields, 'referenceNumber', MAX_ID_LENGTH),
    total: parseDollarsField(fields, 'total', { min: toCents(0), max: MAX_TOTAL }),
    overrides,
    body,
    times: parseIntegerField(fields, 'times', { min: 1, max: MAX_TIMES }) ?? 1,
    publicToken: parseTextField(fields, 'publicToken', MAX_ID_LENGTH),
    isByPolicy,
  }
}
