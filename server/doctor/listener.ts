/** Whether ATH Móvil's deliveries find their way here. */

import type { PaymentDeps } from '../payments/deps.ts'
import { literal } from '../store/store.ts'
import {
  findWholeUrl,
  readListener,
  type InstalledListener,
  type SubscribeSettings,
} from '../webhooks/subscribe.ts'
import { isBackendsRoute } from '../webhooks/listener-url.ts'
import { fail, ok, toMinute, toSpan, warn, type Check } from './check.ts'
import { knock, type Knock } from './knock.ts'

const INSTALL = 'athm-button install-webhook'
/** A webhook comes within seconds of its payment; after this long it is missing. */
const MISSING_AFTER_MS = 600_000

/** Looks at what was subscribed, at what came, and knocks at the address. */
export async function checkListener(deps: PaymentDeps, settings: SubscribeSettings): Promise<Check[]> {
  const listener = await readListener(deps.db)
  if (!listener) return [await tellUnsubscribed(deps, settings)]
  return [await checkDeliveries(deps, listener), await checkAddress(deps, listener, settings)]
}

async function tellUnsubscribed(deps: PaymentDeps, { mode }: SubscribeSettings): Promise<Check> {
  const seen = await tellLastDelivery(deps)
  const message = `No webhook was installed from here. ${seen}`
  if (mode === 'sandbox') return ok('webhook', message)
  const advice = `${INSTALL} https://… : payments complete without it, but those made elsewhere show only in the report.`
  return warn('webhook', message, advice)
}

async function checkDeliveries(
  deps: PaymentDeps,
  { masked, installedAt }: InstalledListener,
): Promise<Check> {
  const message = `${masked} was installed on ${toMinute(installedAt)}. ${await tellLastDelivery(deps)}`
  const { delivered, paid } = await findNewest(deps)
  const isDue = paid !== null && paid < deps.clock.now() - MISSING_AFTER_MS
  const isMissing = isDue && paid > installedAt && paid - MISSING_AFTER_MS > (delivered ?? 0)
  if (!isMissing) return ok('webhook', message)
  return warn(
    'webhook',
    `${message} A payment was completed on ${toMinute(paid)}, and nothing came of it.`,
    `Another program may have taken the account's only listener: ${INSTALL} again.`,
  )
}

async function checkAddress(
  { clock }: PaymentDeps,
  { hash, masked }: InstalledListener,
  settings: SubscribeSettings,
): Promise<Check> {
  const found = findWholeUrl({ hash, masked }, settings)
  if (!found) {
    return masked.endsWith('/webhook/…/') && settings.webhookTokens.length > 0
      ? fail(
          'address',
          `${masked} has a token that is not among ATHM_WEBHOOK_TOKEN: deliveries are answered 404.`,
          `Put that token back into the list, or ${INSTALL} with the new one.`,
        )
      : warn(
          'address',
          `${masked} is not known as a whole here, and was not tried.`,
          'Set ATHM_WEBHOOK_URL (and ATHM_WEBHOOK_TOKEN) as when it was installed.',
        )
  }
  const { url, isOutdated } = found
  const rules = { clock, lookUp: settings.lookUpHost, allowsLoopback: settings.mode === 'sandbox' }
  try {
    const knocked = await knock(url, rules)
    return judgeKnock(masked, knocked, { isOurs: isBackendsRoute(url, settings), isOutdated })
  } catch (error) {
    return fail(
      'address',
      `${masked} can not be reached: ${toReason(error)}.`,
      'See that the server runs, that its certificate is good, and that the proxy before it leads there.',
    )
  }
}

function judgeKnock(
  masked: string,
  { status, body }: Knock,
  { isOurs, isOutdated }: { readonly isOurs: boolean; readonly isOutdated: boolean },
): Check {
  const message = `${masked} answers a GET with ${status}`
  if (status >= 500)
    return fail('address', `${message}.`, 'See why the server, or the proxy before it, fails.')
  if (status >= 300 && status < 400) {
    return warn(
      'address',
      `${message}, a redirect, which deliveries may not follow.`,
      `${INSTALL} where it leads.`,
    )
  }
  if (isOurs && !isBackendsAnswer(body)) {
    return warn(
      'address',
      `${message}, but not as athm-button does.`,
      'See that it leads to this very server.',
    )
  }
  if (isOutdated) {
    const advice = `${INSTALL} before you take the old token away.`
    return warn('address', `${message}; it has an older token of ATHM_WEBHOOK_TOKEN.`, advice)
  }
  return ok('address', isOurs ? `${message}, as athm-button does.` : `${message}: somebody is there.`)
}

/** To a GET, a webhook's address is one where nothing is: JSON with a code of ours. */
function isBackendsAnswer(body: string): boolean {
  try {
    const { code } = JSON.parse(body) as { code?: unknown }
    return code === 'route_not_found' || code === 'method_not_allowed'
  } catch {
    return false
  }
}

function toReason(error: unknown): string {
  const { message } = error instanceof Error ? error : { message: String(error) }
  return message.replace(/\.$/, '')
}

async function tellLastDelivery(deps: PaymentDeps): Promise<string> {
  const { delivered } = await findNewest(deps)
  return delivered === null
    ? 'Nothing was ever delivered.'
    : `The last delivery came ${toSpan(deps.clock.now() - delivered)} ago.`
}

/** When the last delivery came, and when the last payment was completed. */
async function findNewest({ db }: PaymentDeps): Promise<{ delivered: number | null; paid: number | null }> {
  const delivery = await db
    .selectFrom('webhook_events')
    .select((is) => is.fn.max('last_received_at').as('at'))
    .executeTakeFirst()
  const event = await db
    .selectFrom('events')
    .select('occurred_at as at')
    .where('type', '=', literal('payment.completed'))
    .orderBy('seq', 'desc')
    .limit(literal(1))
    .executeTakeFirst()
  return { delivered: delivery?.at ?? null, paid: event?.at ?? null }
}
