/** `control/webhooks`: any event in any shape, whether or not anything of the kind has happened; and any again. */

import { refuseOthers } from './control-fields.ts'
import { allow, readOwnBody } from './control-request.ts'
import { MADE_UP_PHONE, toOrderedBody } from './ordered-body.ts'
import { answerJson, ControlError } from './responses.ts'
import type { Ticket } from './tickets.ts'
import { toWebhookView } from './views.ts'
import type { WebhookForm } from './webhook-bodies.ts'
import { parseWebhookOrder, type WebhookOrder } from './webhook-order.ts'
import { findNamedBusiness, type World } from './world.ts'

/**
 * Answers POST, once every copy was answered or lost, with what the ledger says of them. What is sent by the policies
 * leaves later, and its answer, 202, has nothing to say yet.
 */
export async function answerWebhooks(world: World, request: Request): Promise<Response> {
  allow(request, 'POST')
  const order = parseWebhookOrder(await readOwnBody(request))
  const ticket = findTicket(world, order)
  const business = ticket?.business ?? findNamedBusiness(world, order.publicToken ?? undefined)
  const { kind, times, body: given } = order
  const write = ({ generation }: Partial<WebhookForm>): unknown => {
    if (kind === null || given !== undefined) return given
    const shaped = { ...order, generation: order.generation ?? generation ?? null }
    return toOrderedBody(world, shaped, kind, { business, ticket })
  }
  const ecommerceId = ticket?.ecommerceId ?? null
  if (order.isByPolicy && kind !== null) {
    const phone = ticket?.phone ?? MADE_UP_PHONE
    for (let left = times; left > 0; left--)
      world.webhooks.tell({ business, phone, kind, ecommerceId, write })
    return answerJson(202, { webhooks: [] })
  }
  const webhook = { business, kind: kind ?? 'unknown', ecommerceId, body: write({}) } as const
  const copies = Array.from({ length: times }, () => world.webhooks.sendNow(webhook))
  return answerJson(200, { webhooks: (await Promise.all(copies)).map(toWebhookView) })
}

/** Sends what was booked under an id once more, as it was, to where webhooks go now. Answers as the above. */
export async function resendWebhook(world: World, request: Request, id: string): Promise<Response> {
  allow(request, 'POST')
  refuseOthers(await readOwnBody(request), [])
  const record = world.ledger.webhooks.find((each) => String(each.id) === id)
  if (!record) throw new ControlError(404, 'webhook_not_found', 'There is no such webhook.')
  const { event: kind, ecommerceId, body } = record
  const business = findNamedBusiness(world, record.publicToken)
  const sent = await world.webhooks.sendNow({ business, kind, ecommerceId, body }, record)
  return answerJson(200, { webhooks: [toWebhookView(sent)] })
}

function findTicket({ tickets }: World, order: WebhookOrder): Ticket | undefined {
  const { ecommerceId, referenceNumber, publicToken } = order
  if (ecommerceId === null && referenceNumber === null) return undefined
  const ticket =
    ecommerceId === null ? tickets.findByReference(referenceNumber ?? '') : tickets.find(ecommerceId)
  const isMeant =
    (referenceNumber === null || ticket?.capture?.referenceNumber === referenceNumber) &&
    (publicToken === null || ticket?.business.publicToken === publicToken)
  if (ticket && isMeant) return ticket
  throw new ControlError(404, 'ticket_not_found', 'There is no such ticket.')
}
