/** `control/webhooks`: any event in any shape, sent now, whether or not anything of the kind has happened. */

import { allow, readOwnBody } from './control-request.ts'
import { toOrderedBody } from './ordered-body.ts'
import { answerJson, ControlError } from './responses.ts'
import type { Ticket } from './tickets.ts'
import { toWebhookView } from './views.ts'
import { parseWebhookOrder, type WebhookOrder } from './webhook-order.ts'
import type { World } from './world.ts'

/** Answers POST, once every copy was answered or lost, with what the ledger says of them. */
export async function answerWebhooks(world: World, request: Request): Promise<Response> {
  allow(request, 'POST')
  const order = parseWebhookOrder(await readOwnBody(request))
  const ticket = findTicket(world, order)
  const business = ticket?.business ?? world.businesses[0]
  if (!business) throw new ControlError(404, 'business_not_found', 'There is no business.')
  const { kind, times, body: given } = order
  const body =
    kind === null || given !== undefined ? given : toOrderedBody(world, order, kind, { business, ticket })
  const webhook = {
    business,
    kind: kind ?? 'unknown',
    ecommerceId: ticket?.ecommerceId ?? null,
    body,
  } as const
  const copies = Array.from({ length: times }, () => world.webhooks.sendNow(webhook))
  return answerJson(200, { webhooks: (await Promise.all(copies)).map(toWebhookView) })
}

function findTicket({ tickets }: World, { ecommerceId, referenceNumber }: WebhookOrder): Ticket | undefined {
  if (ecommerceId === null && referenceNumber === null) return undefined
  const ticket =
    ecommerceId === null ? tickets.findByReference(referenceNumber ?? '') : tickets.find(ecommerceId)
  const isMeant = referenceNumber === null || ticket?.capture?.referenceNumber === referenceNumber
  if (ticket && isMeant) return ticket
  throw new ControlError(404, 'ticket_not_found', 'There is no such ticket.')
}
