/** One call to the simulator from its arrival to its answer: latency, faults, the effect. */

import { sleep, type Clock } from '../context.ts'
import type { Send, UpstreamAnswer, UpstreamRequest } from '../athmovil/transport.ts'
import { toEndpointName } from './endpoints.ts'
import { toGarbage, toStandIn } from './fault-answers.ts'
import type { FaultEffect } from './fault.ts'
import type { FaultSource } from './faults.ts'
import type { Keeper } from './keeper.ts'
import { answerUpstream } from './upstream.ts'
import type { World } from './world.ts'

/** The connection broke before an answer came: what a caller of the real upstream would see as a socket's error. */
export class ConnectionDropped extends Error {
  override readonly name = 'ConnectionDropped'
  readonly code = 'ECONNRESET'

  constructor() {
    super('The simulator dropped the connection, as it was told to.')
  }
}

/** What calls are carried out with. */
export interface SendOptions {
  readonly world: World
  readonly keeper: Keeper
  readonly clock: Clock
  readonly faults: FaultSource
  /** How long a call takes: half of it before its effect, half after. */
  readonly latencyMs: number
  /** Ends every call under way. */
  readonly closing: AbortSignal
}

/** Makes the sender of one simulator. */
export function createSend({ world, keeper, clock, faults, latencyMs, closing }: SendOptions): Send {
  async function pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(clock, ms, closing)
  }

  function takeEffect(request: UpstreamRequest): ReturnType<typeof answerUpstream> {
    const done = answerUpstream(world, request)
    // Nobody hears of what isn't kept.
    keeper.settle()
    return done
  }

  async function callSlowly(request: UpstreamRequest, armed: FaultEffect | null): Promise<UpstreamAnswer> {
    await pause(latencyMs / 2 + (armed?.kind === 'latency' ? armed.ms : 0))
    if (armed?.kind === 'drop_before') throw new ConnectionDropped()
    if (armed?.kind === 'status') {
      await pause(latencyMs / 2)
      return toStandIn(armed)
    }
    const { answer, fault } = takeEffect(request)
    await pause(latencyMs / 2)
    // What was armed for the endpoint goes before what the phone does by itself; a latency is over by now.
    const met = armed && armed.kind !== 'latency' ? armed : fault
    return met ? await spoil(answer, met) : answer
  }

  async function spoil(answer: UpstreamAnswer, fault: FaultEffect): Promise<UpstreamAnswer> {
    switch (fault.kind) {
      case 'drop_after':
        throw new ConnectionDropped()
      case 'hang_after':
        // Ended by the caller's signal, or by the simulator's end.
        return await new Promise<never>(() => {})
      case 'garbage':
        return toGarbage(answer, fault.body)
      case 'slow':
        await pause(fault.ms)
        return answer
      case 'status_after':
        return toStandIn(fault)
      default:
        return answer
    }
  }

  return async (request, signal) => {
    closing.throwIfAborted()
    signal.throwIfAborted()
    const armed = faults.take(toEndpointName(request))
    if (armed || latencyMs > 0) return await unlessAborted(callSlowly(request, armed), [signal, closing])
    // Nearly every call of a simulator that is used for load: nothing here waits, so nothing can be aborted.
    const { answer, fault } = takeEffect(request)
    return fault ? await unlessAborted(spoil(answer, fault), [signal, closing]) : answer
  }
}

/** Ends the wait when a signal aborts, but not the work: a lost answer doesn't undo its effect. */
async function unlessAborted<T>(work: Promise<T>, signals: readonly AbortSignal[]): Promise<T> {
  const waiting = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    for (const signal of signals) {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { signal: waiting.signal })
    }
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    waiting.abort()
  }
}
