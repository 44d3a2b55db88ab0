/** How many requests may reach somebody's phone: kept in the database, so that all instances and restarts share them. */

import { AthmError, type Phone } from '../../src/protocol/index.ts'
import type { Db } from '../store/store.ts'
import type { Limit, Limits } from './policy.ts'

/** One request that is about to be sent. */
export interface Push {
  readonly at: number
  readonly phone: Phone
  readonly orderId: string | null
  /** The customer's network address; null where it isn't known. */
  readonly address: string | null
}

/** The phones of tests, 787-555-01xx: exempt in a sandbox, where whoever tests pays a hundred times a day. */
export function isTestPhone(phone: Phone): boolean {
  return /^78755501\d\d$/.test(phone)
}

/** Counts a request, or throws `too_many_requests` with the seconds to wait. Belongs into the transaction that begins the payment. */
export async function countPush(db: Db, push: Push, limits: Limits): Promise<void> {
  const { phone, orderId, address } = push
  await check(db, push, limits.perPhoneAndOrder, { phone, orderId })
  await check(db, push, limits.perPhone, { phone })
  if (address !== null) await check(db, push, limits.perAddress, { address })
  const longestMs = Math.max(...Object.values(limits).map(({ withinMs }: Limit) => withinMs))
  await db
    .deleteFrom('pushes')
    .where('at', '<=', push.at - longestMs)
    .execute()
  await db.insertInto('pushes').values({ at: push.at, phone, order_id: orderId, address }).execute()
}

interface Scope {
  readonly phone?: Phone
  readonly orderId?: string | null
  readonly address?: string
}

async function check(db: Db, { at }: Push, { count, withinMs }: Limit, scope: Scope): Promise<void> {
  let query = db
    .selectFrom('pushes')
    .select('at')
    .where('at', '>', at - withinMs)
  if (scope.phone !== undefined) query = query.where('phone', '=', scope.phone)
  if (scope.orderId !== undefined) query = query.where('order_id', 'is', scope.orderId)
  if (scope.address !== undefined) query = query.where('address', '=', scope.address)
  const counted = await query.orderBy('at', 'desc').limit(count).execute()
  const oldest = counted[count - 1]
  if (!oldest) return
  const retryAfterS = Math.max(1, Math.ceil((oldest.at + withinMs - at) / 1000))
  throw new AthmError('too_many_requests', 'Too many requests in a short time.', { retryAfterS })
}
