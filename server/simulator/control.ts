/** The control routes: look into the simulator, act as the customer, as the business, or as time. */

import { parseClockChange } from './clock-change.ts'
import { answerBusinesses } from './control-businesses.ts'
import { answerFaults } from './control-faults.ts'
import { answerPayments } from './control-payments.ts'
import { allow, readOwnBody } from './control-request.ts'
import { actOnTicket, getTicket, getTickets } from './control-tickets.ts'
import { answerWebhookPolicies } from './control-webhook-policies.ts'
import { answerWebhooks, resendWebhook } from './control-webhooks.ts'
import { answerJson, ControlError } from './responses.ts'
import type { Site } from './site.ts'
import { parseLimit } from './ticket-filter.ts'
import { toClockView, toLedgerView } from './views.ts'

/** Answers a control route; `path` is what comes after `control/`. Throws a ControlError for everything it refuses. */
export async function answerControl(site: Site, request: Request, path: string): Promise<Response> {
  const [noun = '', id, verb, ...rest] = path.replace(/\/$/, '').split('/')
  if (rest.length > 0) throw notFound()
  if (noun === 'tickets' && id !== undefined) {
    if (verb === undefined) return getTicket(site, request, id)
    return (await actOnTicket(site, request, { id, verb })) ?? fail()
  }
  if (noun === 'webhooks' && id !== undefined && verb === 'resend') {
    return await resendWebhook(site.world, request, id)
  }
  if (id !== undefined) throw notFound()
  switch (noun) {
    case 'businesses':
      return await answerBusinesses(site.world, request)
    case 'faults':
      return await answerFaults(site.faults, request)
    case 'tickets':
      return getTickets(site, request)
    case 'payments':
      return await answerPayments(site.world, request)
    case 'webhooks':
      return await answerWebhooks(site.world, request)
    case 'webhook-policies':
      return await answerWebhookPolicies(site.world, request)
    case 'live':
      return site.live(request)
    case 'ledger':
      allow(request, 'GET')
      return answerJson(200, toLedgerView(site.world.ledger, parseLimit(new URL(request.url).searchParams)))
    case 'clock':
      return request.method === 'POST' ? await changeClock(site, request) : getClock(site, request)
    default:
      throw notFound()
  }
}

function getClock(site: Site, request: Request): Response {
  allow(request, 'GET')
  return answerJson(200, toClockView(site.clock))
}

async function changeClock(site: Site, request: Request): Promise<Response> {
  const { speed, jumpMs } = parseClockChange(await readOwnBody(request))
  if (speed !== null) site.clock.setSpeed(speed)
  if (jumpMs > 0) site.clock.jump(jumpMs)
  return answerJson(200, toClockView(site.clock))
}

function notFound(): ControlError {
  return new ControlError(404, 'route_not_found', 'There is no such control.')
}

function fail(): never {
  throw notFound()
}
