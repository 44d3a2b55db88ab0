/** How each webhook comes: by the rules that are armed, else by its phone, else as ever. */

import type { Random } from '../context.ts'
import { createArmedList, MAX_ARMED } from './armed.ts'
import type { Business } from './business.ts'
import type { Changes } from './changes.ts'
import type { Fields } from './fields.ts'
import { ControlError } from './responses.ts'
import { scenarioOf } from './scenarios.ts'
import type { Generation } from './webhook-bodies.ts'
import type { EventKind } from './webhook-kinds.ts'
import type { WebhookPolicy, WebhookRule } from './webhook-policy.ts'
import { parseWebhookRule } from './webhook-rule-request.ts'

/** How long after the fact, and at least after its answer, a webhook leaves. The samples show seconds. */
export const WEBHOOK_DELAY_MS = 200

const APART_MS = 1000
const REORDER_WITHIN_MS = 3000

/** A rule that waits for its webhooks. */
export interface ArmedWebhookRule {
  readonly id: number
  /** The rule as it was given, with its seed where it needs one. */
  readonly rule: WebhookRule
  /** How many more webhooks it will hit; null for one that has no end. */
  readonly left: number | null
  /** How many of the webhooks that it is for it has seen, and how many of them it hit. */
  readonly seen: number
  readonly hits: number
}

/** The rules of one simulator. */
export interface WebhookPolicies {
  /** Arms a rule. Throws a ControlError, whose code names the field, for one that makes no sense. */
  add(rule: WebhookRule): ArmedWebhookRule
  /** Lists what is armed, oldest first. A rule by count that is used up is gone. */
  list(): readonly ArmedWebhookRule[]
  /** Disarms everything. Webhooks that were hit already stay so. */
  clear(): void
}

/** A webhook that is to come. */
export interface WebhookCase {
  readonly business: Business
  /** Null where the ticket has none. */
  readonly phone: string | null
  readonly kind: EventKind
}

/** How one webhook comes. */
export interface WebhookPlan {
  /** When it leaves, from the fact's answer on. */
  readonly delayMs: number
  /** When each further copy leaves, from the first one on. */
  readonly copiesAfterMs: readonly number[]
  /** With how many others it waits, itself included, and how long; null for one that doesn't wait. */
  readonly reorder: { readonly count: number; readonly withinMs: number } | null
  readonly retryAfterMs: readonly number[]
  /** Null: as long as whoever delivers it gives. */
  readonly answerWithinMs: number | null
  readonly generation: Generation | undefined
}

/** The same, for whoever sends the webhooks. */
export interface WebhookPlanner extends WebhookPolicies {
  /** Arms a rule in the spelling of the controls. */
  addSpelt(fields: Fields): void
  /** Says how a webhook comes; null is never. Every rule that is concerned has seen it then. */
  plan(about: WebhookCase): WebhookPlan | null
}

/**
 * Makes an empty list of rules. A webhook may be hit by several, each of which says what it names: of two that name the
 * same, the one armed first. What none of them names is left to the phone, and then to what is usual.
 */
export function createWebhookPolicies(random: Random, changes: Changes): WebhookPlanner {
  const armed = createArmedList<WebhookRule>()
  const list = (): ArmedWebhookRule[] =>
    armed.list().map(({ id, item, left, seen, hits }) => ({ id, rule: item, left, seen, hits }))

  function addSpelt(fields: Fields): void {
    const rule = parseWebhookRule(fields)
    const isByChance = rule.share !== undefined || (rule.spreadMs ?? 0) > 0
    const seeded = isByChance && rule.seed === undefined ? { ...rule, seed: newSeed(random) } : rule
    if (!armed.add(seeded)) {
      const message = `${MAX_ARMED} policies are armed already; clear them first.`
      throw new ControlError(409, 'too_many_policies', message)
    }
    changes.tell('policies')
  }

  return {
    addSpelt,
    add(rule) {
      addSpelt(toSpelt(rule))
      return list().at(-1) as ArmedWebhookRule
    },
    list,
    clear() {
      armed.clear()
      changes.tell('policies')
    },
    plan(about) {
      let policy: WebhookPolicy = {}
      let rollSpread = (): number => 0
      armed.see(
        (rule) => concerns(rule, about),
        (rule, roll) => {
          if (policy.spreadMs === undefined && rule.spreadMs !== undefined) rollSpread = roll
          policy = { ...rule, ...policy }
          changes.tell('policies')
          return true
        },
      )
      policy = { ...scenarioOf(about.phone).webhooks, ...policy }
      return policy.lost ? null : toPlan(policy, rollSpread)
    },
  }
}

function concerns({ publicToken, phone, kinds }: WebhookRule, about: WebhookCase): boolean {
  if (publicToken !== undefined && publicToken !== about.business.publicToken) return false
  if (phone !== undefined && phone !== about.phone) return false
  return kinds === undefined || kinds.includes(about.kind)
}

function toPlan(policy: WebhookPolicy, rollSpread: () => number): WebhookPlan {
  const { delayMs = WEBHOOK_DELAY_MS, spreadMs = 0, copies = 1, apartMs = APART_MS } = policy
  const { reorder = 1, reorderWithinMs = REORDER_WITHIN_MS } = policy
  const spread = (): number => Math.floor(rollSpread() * (spreadMs + 1))
  return {
    delayMs: delayMs + spread(),
    copiesAfterMs: Array.from({ length: copies - 1 }, (_, index) => (index + 1) * apartMs + spread()),
    reorder: reorder > 1 ? { count: reorder, withinMs: reorderWithinMs } : null,
    retryAfterMs: policy.retryAfterMs ?? [],
    answerWithinMs: policy.answerWithinMs ?? null,
    generation: policy.generation,
  }
}

function newSeed(random: Random): number {
  return random.bytes(4).reduce((seed, byte) => seed * 256 + byte, 0)
}

/** Programs spell in camelCase, the controls in snake_case, but for the names that are ATH Móvil's own. */
const OWN_NAMES: ReadonlySet<string> = new Set(['publicToken'])

function toSpelt(rule: WebhookRule): Fields {
  return Object.fromEntries(
    Object.entries(rule).map(([name, value]) => [toSpeltName(name), value as unknown]),
  )
}

/** Writes a field's name as the controls spell it. */
export function toSpeltName(name: string): string {
  return OWN_NAMES.has(name) ? name : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
