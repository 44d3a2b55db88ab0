/** Reading requests: three guards in a row, each with its own error, before anything looks at the content. */

import { AthmError } from '../../src/protocol/index.ts'

/** The largest body of the API. */
const MAX_BODY_BYTES = 16 * 1024
/** The deepest nesting of a JSON body. */
const MAX_DEPTH = 32

/** Reads a JSON body. Throws 415, 413 or 400, in this order. */
export async function readJson(request: Request): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new AthmError('unsupported_media_type', 'The body must be sent as application/json.')
  }
  const bytes = await readBytes(request, MAX_BODY_BYTES)
  const value = parseBytes(bytes)
  if (depthOf(value, MAX_DEPTH) > MAX_DEPTH)
    throw new AthmError('invalid_json', 'The body is nested too deeply.')
  return value
}

/** Reads a body up to a limit; throws `body_too_large` without reading the rest. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = (): AthmError => new AthmError('body_too_large', `The body is larger than ${limit} bytes.`)
  const announced = request.headers.get('content-length')
  if (Number(announced ?? 0) > limit) throw tooLarge()
  // HTTP holds a body to the length that it announces, and reading it whole is far cheaper than as a stream.
  if (announced !== null) {
    const whole = new Uint8Array(await request.arrayBuffer())
    if (whole.length > limit) throw tooLarge()
    return whole
  }
  const chunks: Uint8Array[] = []
  let length = 0
  // Node's types leave the chunks open; a body's chunks are bytes by the Fetch standard.
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

/** The client secret of a request; the empty text when there is none. */
export function readBearer(request: Request): string {
  return /^Bearer ([\w.~+/=-]{1,200})$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
}

function parseBytes(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch (cause) {
    throw new AthmError('invalid_json', 'The body is not JSON in UTF-8.', {}, cause)
  }
}

function depthOf(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null || limit < 0) return 0
  return 1 + Math.max(0, ...Object.values(value).map((inner) => depthOf(inner, limit - 1)))
}
