/** How a business comes in: by an option of the simulator, or by a control. */

import { createBusiness, type Business, type NewBusiness } from './business.ts'
import { invalid } from './control-fields.ts'
import { lengthOf } from './fields.ts'
import { ControlError } from './responses.ts'
import type { World } from './world.ts'

const MAX_NAME_LENGTH = 100

/** More help nobody; the limit keeps a runaway script from filling the memory. */
const MAX_BUSINESSES = 1000

/** What a business is to be like; what a control was told isn't known to be of the right kind. */
interface Asked extends Pick<NewBusiness, 'dialect'> {
  readonly name: unknown
  readonly publicToken?: unknown
  readonly privateToken?: unknown
}

/**
 * Adds a business, whose tokens are drawn where none are given. Throws a ControlError, whose code names the field, for
 * a name or a token that is no good, or that another business has.
 */
export function addBusiness(world: World, asked: Asked): Business {
  const { businesses, random } = world
  const name = parseName(asked.name)
  const publicToken = parseToken('publicToken', asked.publicToken)
  const privateToken = parseToken('privateToken', asked.privateToken)
  if (businesses.length >= MAX_BUSINESSES) {
    throw new ControlError(409, 'too_many_businesses', `There are ${MAX_BUSINESSES} businesses already.`)
  }
  if (businesses.some((other) => other.name === name)) {
    throw new ControlError(409, 'name_taken', 'Another business has this name.')
  }
  if (businesses.some((other) => other.publicToken === publicToken)) {
    throw new ControlError(409, 'public_token_taken', 'Another business has this publicToken.')
  }
  const business = createBusiness(random, { name, publicToken, privateToken, dialect: asked.dialect })
  businesses.push(business)
  world.changes.tell('businesses')
  return business
}

function parseName(value: unknown): string {
  const name = typeof value === 'string' ? value.trim() : ''
  if (name !== '' && lengthOf(name) <= MAX_NAME_LENGTH) return name
  throw invalid('name', `a text of 1 to ${MAX_NAME_LENGTH} characters`)
}

function parseToken(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value)) return value
  throw invalid(field, 'a text of 1 to 200 characters of ASCII, without blanks')
}
