/** `POST webhook/{token}/`: stored as it came, answered 200 whatever it says; 503 only when it can't be stored. */

import { createHash } from 'node:crypto'
import { AthmError } from '../../../src/protocol/index.ts'
import { isSameHash } from '../../payments/keyring.ts'
import { MAX_WEBHOOK_BYTES } from '../../webhooks/inbox.ts'
import type { HttpDeps } from '../deps.ts'
import { readBytes } from '../request.ts'

/** Answers a delivery. A wrong token gets the same 404 as any path that isn't there. */
export async function answerWebhook(
  deps: HttpDeps,
  request: Request,
  token: string | undefined,
): Promise<Response> {
  if (!isWelcome(deps, token)) throw new AthmError('route_not_found', 'There is nothing at this address.')
  const body = await readBytes(request, MAX_WEBHOOK_BYTES)
  const way = token === undefined ? 'open' : 'secret'
  await deps.inbox.take({ body, contentType: request.headers.get('content-type'), way })
  return Response.json({ received: true })
}

function isWelcome({ http }: HttpDeps, token: string | undefined): boolean {
  if (token === undefined) return http.mode === 'sandbox'
  const hash = toHash(token)
  // Every token is compared, so that the time taken tells nothing about which one came close.
  return http.webhookTokens.filter((valid) => isSameHash(toHash(valid), hash)).length > 0
}

const toHash = (text: string): string => createHash('sha256').update(text).digest('hex')
