/** Answers in JSON, errors, and bodies that are read up to a limit. */

/** A request to the simulator's own routes that is refused. `code` is for programs, the message for people. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** Answers with JSON that nobody keeps. */
export function answerJson(status: number, body: object): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}

/** Turns whatever was thrown into an answer; what isn't a ControlError is a 500 that tells nothing. */
export function answerError(thrown: unknown): Response {
  if (thrown instanceof ControlError) {
    return answerJson(thrown.status, { error: thrown.message, code: thrown.code })
  }
  return answerJson(500, { error: 'Something went wrong inside the simulator.', code: 'internal_error' })
}

/**
 * Reads a request's body as `readText` does. One whose length is told beforehand, as nearly always, is read at once: a
 * stream costs a server more than all the rest of a call.
 */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  const length = request.headers.get('content-length') ?? ''
  const isShort = /^\d{1,9}$/.test(length) && Number(length) <= maxBytes
  // Firefox has no body of a request to read bit by bit.
  if (!('body' in request)) return (await (request as Request).text()).slice(0, maxBytes)
  // The text of a GET is empty by the standard, whatever was laid over its body.
  return isShort && request.method !== 'GET' ? await request.text() : await readText(request, maxBytes)
}

/** Reads a body as text, at most `maxBytes` of it: what comes after is cut off, and the sender is told to stop. */
export async function readText({ body }: Pick<Request, 'body'>, maxBytes: number): Promise<string> {
  if (!body) return ''
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let left = maxBytes; left > 0;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value.subarray(0, left), { stream: true })
    left -= value.byteLength
  }
  await reader.cancel()
  return text + decoder.decode()
}

/** Tells whether a text has more than so many bytes in UTF-8. */
export function isLonger(text: string, maxBytes: number): boolean {
  return text.length > maxBytes || new TextEncoder().encode(text).byteLength > maxBytes
}
