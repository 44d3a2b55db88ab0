/**
 * A delivery that comes by a route of the shop's own: its code has the request first, hands it over, and goes on. Whoever
 * posts there shows no token, so that a delivery is a hint and nothing more.
 */

import {
  AthmError,
  HTTP_ERRORS,
  isAthmError,
  type ErrorBody,
  type HttpErrorCode,
} from '../../src/protocol/index.ts'
import type { Context } from '../context.ts'
import { MAX_WEBHOOK_BYTES, type Inbox } from './inbox.ts'
import type { ReadBody } from './webhooks.ts'

interface Delivery {
  readonly body: Uint8Array
  readonly contentType: string | null
}

/**
 * Stores a delivery. Answers 200 whatever it says, 413 if it is too large, 405 to a GET, and 503 only if it can't be
 * stored. Never rejects.
 */
export async function receive(
  context: Context,
  opening: Promise<{ readonly inbox: Inbox }>,
  delivery: Request | ReadBody,
): Promise<Response> {
  try {
    const read = await readDelivery(delivery)
    const { inbox } = await opening
    await inbox.take({ ...read, way: 'route' })
    return Response.json({ received: true })
  } catch (error) {
    return toErrorResponse(context, error)
  }
}

async function readDelivery(delivery: Request | ReadBody): Promise<Delivery> {
  const { body } = delivery
  if (typeof body === 'string' || ArrayBuffer.isView(body)) {
    const { contentType = null } = delivery as ReadBody
    const bytes =
      typeof body === 'string'
        ? Buffer.from(body)
        : new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
    if (bytes.length > MAX_WEBHOOK_BYTES) throw tooLarge()
    return { body: bytes, contentType }
  }
  if ('bodyUsed' in delivery && !delivery.bodyUsed) return readRequest(delivery)
  throw new TypeError(
    'receive() takes a Request whose body nobody has read, or { body } with the body as it came, text or bytes',
  )
}

async function readRequest(request: Request): Promise<Delivery> {
  // A probe, or a person who looks: nothing was delivered.
  if (request.method === 'GET' || request.method === 'HEAD') {
    throw new AthmError('method_not_allowed', 'Webhooks are delivered by POST.')
  }
  if (Number(request.headers.get('content-length') ?? 0) > MAX_WEBHOOK_BYTES) throw tooLarge()
  const chunks: Uint8Array[] = []
  let length = 0
  // Node's types leave the chunks open; a body's chunks are bytes by the Fetch standard.
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > MAX_WEBHOOK_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return { body: Buffer.concat(chunks, length), contentType: request.headers.get('content-type') }
}

function tooLarge(): AthmError {
  return new AthmError('body_too_large', `The body is larger than ${MAX_WEBHOOK_BYTES} bytes.`)
}

function toErrorResponse({ log, random }: Context, thrown: unknown): Response {
  const requestId = `req_${Buffer.from(random.bytes(9)).toString('base64url')}`
  const isOurs = !isAthmError(thrown)
  const error = isOurs
    ? new AthmError('database_unavailable', 'The delivery can not be stored right now.')
    : thrown
  const code = error.code as HttpErrorCode
  const { status, retryable } = HTTP_ERRORS[code]
  const fields = { requestId, code, status, route: 'receive' }
  if (isOurs) log.error('a webhook could not be stored', { ...fields, error: String(thrown) })
  else log.info('a webhook was refused', fields)
  const body: ErrorBody = { error: error.message, code, retryable, request_id: requestId }
  return Response.json(body, { status, headers: isOurs ? { 'retry-after': '5' } : {} })
}
