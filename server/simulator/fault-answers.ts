/** What a caller reads in the place of an answer. */

import type { UpstreamAnswer } from '../athmovil/transport.ts'
import { toErrorBody, toMessageOf } from './error-codes.ts'
import type { StandIn } from './fault.ts'

/** Writes the stand-in for an answer. */
export function toStandIn({ status, body = 'html', athmCode = 'BTRA_9999' }: StandIn): UpstreamAnswer {
  switch (body) {
    case 'html':
      return {
        status,
        body: `<!doctype html><title>${status}</title><h1>The gateway answered ${status}.</h1>`,
      }
    case 'envelope':
      return { status, body: JSON.stringify(toErrorBody(athmCode, toMessageOf(athmCode))) }
    case 'empty':
      return { status, body: '' }
  }
}

/** Spoils an answer: its first half, or bytes that are neither JSON nor text. */
export function toGarbage({ status, body }: UpstreamAnswer, form: 'half' | 'bytes' = 'half'): UpstreamAnswer {
  return {
    status,
    body: form === 'half' ? body.slice(0, Math.floor(body.length / 2)) : '\u0000\u0001\uFFFD\u0007{',
  }
}
