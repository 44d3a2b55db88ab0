/** `control/live`: server-sent events that say what has changed, so that a page asks for what it shows. */

import type { AdjustableClock, CancelTimer } from '../context.ts'
import { SUBJECTS, type Changes, type Subject } from './changes.ts'
import { allow, refuseOtherOrigins } from './control-request.ts'
import { ControlError } from './responses.ts'

/** Keeps proxies from closing a quiet connection. In real time, however fast the simulator's goes. */
const COMMENT_EVERY_MS = 15_000

/** How long a stream rests after a message, in real time: what changes meanwhile is told in one. */
const REST_MS = 200

/** More than one person needs; the limit keeps a forgetful script from filling the memory. */
const MAX_STREAMS = 100

/** What streams are made with. */
export interface LiveOptions {
  readonly clock: AdjustableClock
  readonly changes: Changes
  /** Ends every stream. */
  readonly closing: AbortSignal
}

/**
 * Makes the answer to GET: `event: change`, `data: {"changed": ["tickets", …]}`. The first message names everything, so
 * that whoever comes back has missed nothing. A reader that is slow gets fewer messages, not more and more. Throws a
 * ControlError when too many read already.
 */
export function createLive(options: LiveOptions): (request: Request) => Response {
  let count = 0
  return (request) => {
    allow(request, 'GET')
    refuseOtherOrigins(request)
    if (count >= MAX_STREAMS) {
      throw new ControlError(
        503,
        'too_many_streams',
        `${MAX_STREAMS} pages are listening already; close some.`,
      )
    }
    count += 1
    return new Response(
      createStream(options, request.signal, () => void (count -= 1)),
      {
        headers: {
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
          'x-content-type-options': 'nosniff',
        },
      },
    )
  }
}

function createStream(
  { clock, changes, closing }: LiveOptions,
  signal: AbortSignal,
  ended: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const pending = new Set<Subject>(SUBJECTS)
  let flush = (): void => {}
  let stop = (): void => {}

  return new ReadableStream<Uint8Array>({
    start(controller) {
      let cancelTimer: CancelTimer = () => {}
      let isOpen = true
      let isResting = false
      let isAwaited = false

      const wait = (realMs: number, ring: () => void): void => {
        cancelTimer()
        cancelTimer = clock.setTimer(realMs * clock.speed, ring)
      }
      const write = (text: string): void => {
        controller.enqueue(encoder.encode(text))
        isResting = true
        wait(REST_MS, () => {
          isResting = false
          flush()
        })
      }
      flush = () => {
        isAwaited = false
        // What was written last lies there unread: the reader asks for more when it has taken it.
        if (!isOpen || isResting || (controller.desiredSize ?? 0) <= 0) return
        if (pending.size === 0) return wait(COMMENT_EVERY_MS, () => write(': still here\n\n'))
        const changed = SUBJECTS.filter((subject) => pending.has(subject))
        pending.clear()
        write(`event: change\ndata: ${JSON.stringify({ changed })}\n\n`)
      }
      const unwatch = changes.watch((subject) => {
        if (subject === 'unsent') return
        pending.add(subject)
        // The rest was measured by the clock's earlier speed.
        if (subject === 'clock') isResting = false
        if (isAwaited) return
        isAwaited = true
        // What one call changes is told in one message.
        queueMicrotask(flush)
      })
      const close = (): void => {
        if (!isOpen) return
        stop()
        controller.close()
      }
      stop = () => {
        isOpen = false
        cancelTimer()
        unwatch()
        for (const ending of [signal, closing]) ending.removeEventListener('abort', close)
        ended()
      }
      for (const ending of [signal, closing]) ending.addEventListener('abort', close)
      if (signal.aborted || closing.aborted) close()
    },
    pull: () => flush(),
    cancel: () => stop(),
  })
}
