/** What a simulator is told, looked at before anything is made of it: who writes JavaScript has no compiler to say it. */

import { isObject } from '../../src/protocol/messages.ts'
import { DIALECTS } from './dialects.ts'
import { MAX_SEED } from './dice.ts'

/** Name of an option → whether a value is one, and what it must be. */
const RULES: Readonly<Record<string, readonly [isFit: (value: unknown) => boolean, mustBe: string]>> = {
  clock: [isObject, 'a clock'],
  random: [isObject, 'a source of chance'],
  seed: [isSeed, `a whole number from 0 to ${MAX_SEED}`],
  businesses: [isListOfBusinesses, 'a list of businesses with names'],
  dialect: [(value) => DIALECTS.some((each) => each === value), `one of ${DIALECTS.join(', ')}`],
  latencyMs: [(value) => Number.isFinite(value) && Number(value) >= 0, 'milliseconds, 0 or more'],
  basePath: [(value) => typeof value === 'string' && /^(\/|$)/.test(value), 'a path, such as /simulator'],
  postWebhook: [(value) => typeof value === 'function', 'a function'],
  store: [isObject, 'a store'],
}

/** Throws a TypeError, with a sentence, for the first option that isn't there or can't be meant. */
export function checkOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined
    if (!rule) throw new TypeError(`There is no option ${name}, only ${Object.keys(RULES).join(', ')}.`)
    const [isFit, mustBe] = rule
    if (value !== undefined && !isFit(value)) throw new TypeError(`${name} must be ${mustBe}.`)
  }
}

function isSeed(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_SEED
}

function isListOfBusinesses(value: unknown): boolean {
  return Array.isArray(value) && value.every(isNamed)
}

function isNamed(value: unknown): boolean {
  return isObject(value) && typeof value['name'] === 'string' && value['name'].trim() !== ''
}
