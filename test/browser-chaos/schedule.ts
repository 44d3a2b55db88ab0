/** What a seed decides: the shop, its customer, and everything that happens to them, in its order. */

import { createDice, type Dice } from '../simulation/dice.ts'

/** The page that the button is on. */
export interface ShopPlan {
  /** A signed order fixes the price; without one the page's own word counts. */
  readonly isSigned: boolean
  readonly lang: 'es' | 'en'
  /** The page leaves for another one when the payment is over. */
  readonly isRedirecting: boolean
  readonly timeoutSeconds: number
  /** How long each call to ATH Móvil takes, in the world's milliseconds. */
  readonly latencyMs: number
}

/** What goes wrong between the page and the backend. */
export type Trouble =
  | 'slow'
  | 'slow_answer'
  | 'page_before'
  | 'page_after'
  | 'cut_before'
  | 'cut_after'
  | 'hang'
  | 'away'

/** What goes wrong between the backend and ATH Móvil. */
export type UpstreamTrouble = 'latency' | 'status' | 'status_after' | 'drop_before' | 'drop_after'

/** One thing that happens. `tab` and `roll` (0 to 1) choose among what is there when it does. */
export type Act =
  | {
      readonly what: 'pay'
      readonly tab: number
      readonly phone: string
      readonly by: 'enter' | 'click' | 'double'
    }
  | { readonly what: 'press'; readonly tab: number; readonly roll: number; readonly times: number }
  | { readonly what: 'escape'; readonly tab: number; readonly times: number }
  | { readonly what: 'call'; readonly tab: number; readonly method: 'open' | 'close' | 'cancel' }
  | { readonly what: TabAct; readonly tab: number }
  | { readonly what: 'offline' | 'online' | 'cut' | 'clear' | 'new_tab' }
  | { readonly what: 'trouble'; readonly trouble: Trouble; readonly share: number; readonly route: string }
  | { readonly what: 'upstream'; readonly trouble: UpstreamTrouble; readonly count: number }
  | { readonly what: 'customer'; readonly does: Customer }
  | { readonly what: 'time'; readonly seconds: number }

/** What can become of a tab. */
export type TabAct =
  | 'reload'
  | 'leave'
  | 'back'
  | 'duplicate'
  | 'close'
  | 'kill'
  | 'look_away'
  | 'look_back'
  | 'reattach'

/** What the customer does in the app, or time does for them. */
export type Customer = 'confirm' | 'refuse' | 'expire'

/** One line of a schedule: an act, and the real milliseconds before the next one. */
export interface Step {
  readonly act: Act
  readonly pauseMs: number
}

/** All that a seed decides. */
export interface Schedule {
  readonly seed: number
  readonly shop: ShopPlan
  readonly steps: readonly Step[]
  /** What becomes of a payment that is still waiting when everything has calmed down. */
  readonly ending: Customer
}

/** A phone that waits for a person, mostly; numbers that act by themselves; and another number. */
const PHONES = [
  ...Array.from({ length: 8 }, () => '7875550100'),
  '7875550101',
  '7875550102',
  '7875550104',
  '7875550106',
  '7875550107',
  '7875550108',
  '7875550110',
  '7875550112',
  '7875550120',
  '7875550120',
]

const ROUTES = ['', '', '', 'initiate', 'status', 'events', 'cancel', 'authorize', 'config', 'button']

const TROUBLES: readonly Trouble[] = [
  'slow',
  'slow_answer',
  'page_before',
  'page_after',
  'cut_before',
  'cut_after',
  'hang',
  'away',
]

const UPSTREAM_TROUBLES: readonly UpstreamTrouble[] = [
  'latency',
  'status',
  'status_after',
  'drop_before',
  'drop_after',
]

/** How often each act comes up, beside the others. */
const WEIGHTS: readonly (readonly [weight: number, roll: (dice: Dice) => Act])[] = [
  [5, pay],
  [9, (dice) => ({ what: 'press', ...rollTab(dice), roll: dice.fraction(), times: dice.pick([1, 1, 2]) })],
  [3, (dice) => ({ what: 'escape', ...rollTab(dice), times: dice.pick([1, 1, 2]) })],
  [
    1,
    (dice) => ({ what: 'call', ...rollTab(dice), method: dice.pick(['open', 'close', 'cancel'] as const) }),
  ],
  [4, (dice) => ({ what: 'reload', ...rollTab(dice) })],
  [2, (dice) => ({ what: 'leave', ...rollTab(dice) })],
  [3, (dice) => ({ what: 'back', ...rollTab(dice) })],
  [1, () => ({ what: 'new_tab' })],
  [1, (dice) => ({ what: 'duplicate', ...rollTab(dice) })],
  [1, (dice) => ({ what: 'close', ...rollTab(dice) })],
  [1, (dice) => ({ what: 'kill', ...rollTab(dice) })],
  [1, (dice) => ({ what: 'look_away', ...rollTab(dice) })],
  [2, (dice) => ({ what: 'look_back', ...rollTab(dice) })],
  [1, (dice) => ({ what: 'reattach', ...rollTab(dice) })],
  [1, () => ({ what: 'offline' })],
  [2, () => ({ what: 'online' })],
  [1, () => ({ what: 'cut' })],
  [4, rollTrouble],
  [3, () => ({ what: 'clear' })],
  [2, rollUpstream],
  [4, (dice) => ({ what: 'customer', does: dice.pick(['confirm', 'confirm', 'refuse', 'expire'] as const) })],
  [1, (dice) => ({ what: 'time', seconds: dice.between(5, 150) })],
]

/** Rolls the schedule of a seed. */
export function createSchedule(seed: number): Schedule {
  const dice = createDice(seed)
  const shop: ShopPlan = {
    isSigned: dice.chance(0.6),
    lang: dice.pick(['es', 'es', 'en'] as const),
    isRedirecting: dice.chance(0.2),
    timeoutSeconds: dice.pick([120, 300, 600]),
    latencyMs: dice.pick([0, 300, 2_000]),
  }
  const total = WEIGHTS.reduce((sum, [weight]) => sum + weight, 0)
  const roll = (): Act => {
    let left = dice.fraction() * total
    for (const [weight, rollAct] of WEIGHTS) {
      left -= weight
      if (left < 0) return rollAct(dice)
    }
    return pay(dice)
  }
  const count = dice.between(6, 14)
  const acts = [
    ...(dice.chance(0.3) ? [rollTrouble(dice)] : []),
    pay(dice),
    ...Array.from({ length: count }, roll),
  ]
  // Some things happen on the heels of others, such as a reload in the midst of a request.
  const steps = acts.map((act) => ({ act, pauseMs: dice.pick([0, 0, 30, 120, 300, 500]) }))
  return { seed, shop, steps, ending: dice.pick(['confirm', 'confirm', 'refuse', 'expire'] as const) }
}

/** Writes an act as one line. */
export function describeAct({ what, ...details }: Act): string {
  return [what, ...Object.entries(details).map(([name, value]) => `${name}=${toText(value)}`)].join(' ')
}

function toText(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 1_000) / 1_000) : value || 'any'
}

function pay(dice: Dice): Act {
  const by = dice.pick(['enter', 'click', 'double'] as const)
  return { what: 'pay', ...rollTab(dice), phone: dice.pick(PHONES), by }
}

function rollTab(dice: Dice): { readonly tab: number } {
  return { tab: dice.between(0, 11) }
}

function rollTrouble(dice: Dice): Act {
  const share = dice.pick([0.3, 0.6, 1])
  return { what: 'trouble', trouble: dice.pick(TROUBLES), share, route: dice.pick(ROUTES) }
}

function rollUpstream(dice: Dice): Act {
  return { what: 'upstream', trouble: dice.pick(UPSTREAM_TROUBLES), count: dice.between(1, 4) }
}
