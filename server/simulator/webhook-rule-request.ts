/** Reads a rule for webhooks, whether a program or `POST control/webhook-policies` asks for it. */

import { MAX_SEED } from './dice.ts'
import {
  invalid,
  parseFlagField,
  parseIntegerField,
  parsePhoneField,
  parseShareField,
  parseTextField,
  parseWordField,
  refuseOthers,
} from './control-fields.ts'
import type { Fields } from './fields.ts'
import { ControlError } from './responses.ts'
import { GENERATIONS } from './webhook-bodies.ts'
import { EVENT_KINDS, type EventKind } from './webhook-kinds.ts'
import type { WebhookPolicy, WebhookRule } from './webhook-policy.ts'

const WEEK_MS = 7 * 24 * 3_600_000
const MAX_COPIES = 100
const MAX_RETRIES = 20
const MAX_REORDER = 20
const MAX_COUNT = 1_000_000
const MAX_TOKEN_LENGTH = 100
/** No listener is given more. */
const MAX_ANSWER_WITHIN_MS = 5000

/** What says how webhooks come, and what says which; in the spelling of the controls. */
const EFFECTS = [
  'lost',
  'delay_ms',
  'spread_ms',
  'copies',
  'apart_ms',
  'reorder',
  'reorder_within_ms',
  'retry_after_ms',
  'answer_within_ms',
  'generation',
]
const CHOICES = ['publicToken', 'phone', 'kinds', 'count', 'share', 'seed']

/** Reads a rule, spelt as the controls spell it. Throws a ControlError whose code names the field at fault. */
export function parseWebhookRule(fields: Fields): WebhookRule {
  refuseOthers(fields, [...EFFECTS, ...CHOICES])
  const policy = parsePolicy(fields)
  if (Object.keys(policy).length === 0) {
    throw new ControlError(400, 'invalid_body', `Say how webhooks come, by one of ${EFFECTS.join(', ')}.`)
  }
  const count = parseIntegerField(fields, 'count', { min: 1, max: MAX_COUNT })
  const share = parseShareField(fields, 'share')
  if (count !== null && share !== null) throw invalid('count', 'left out where share is given')
  return {
    ...policy,
    ...withoutNulls({
      publicToken: parseTextField(fields, 'publicToken', MAX_TOKEN_LENGTH),
      phone: parsePhoneField(fields, 'phone'),
      kinds: parseKinds(fields),
      count,
      share,
      seed: parseIntegerField(fields, 'seed', { min: 0, max: MAX_SEED }),
    }),
  }
}

function parsePolicy(fields: Fields): WebhookPolicy {
  const ms = (name: string): number | null => parseIntegerField(fields, name, { min: 0, max: WEEK_MS })
  return withoutNulls({
    lost: parseFlagField(fields, 'lost'),
    delayMs: ms('delay_ms'),
    spreadMs: ms('spread_ms'),
    copies: parseIntegerField(fields, 'copies', { min: 1, max: MAX_COPIES }),
    apartMs: ms('apart_ms'),
    reorder: parseIntegerField(fields, 'reorder', { min: 1, max: MAX_REORDER }),
    reorderWithinMs: ms('reorder_within_ms'),
    retryAfterMs: parseRetries(fields),
    answerWithinMs: parseIntegerField(fields, 'answer_within_ms', { min: 1, max: MAX_ANSWER_WITHIN_MS }),
    generation: parseWordField(fields, 'generation', GENERATIONS),
  })
}

function parseRetries({ retry_after_ms: waits = null }: Fields): readonly number[] | null {
  if (waits === null) return null
  const isWait = (wait: unknown): wait is number =>
    typeof wait === 'number' && Number.isInteger(wait) && wait >= 0 && wait <= WEEK_MS
  if (Array.isArray(waits) && waits.length <= MAX_RETRIES && waits.every(isWait)) return waits
  throw invalid('retry_after_ms', `a list of at most ${MAX_RETRIES} whole numbers from 0 to ${WEEK_MS}`)
}

function parseKinds({ kinds = null }: Fields): readonly EventKind[] | null {
  if (kinds === null) return null
  const isKind = (kind: unknown): kind is EventKind => EVENT_KINDS.some((each) => each === kind)
  if (Array.isArray(kinds) && kinds.length > 0 && kinds.every(isKind)) return [...new Set(kinds)]
  throw invalid('kinds', `a list of some of ${EVENT_KINDS.join(', ')}`)
}

type WithoutNulls<T> = { [K in keyof T]?: Exclude<T[K], null> }

function withoutNulls<T extends object>(fields: T): WithoutNulls<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as WithoutNulls<T>
}
