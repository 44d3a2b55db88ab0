import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PaymentApi } from '../../src/checkout/payment-api.ts'
import { toBackoffMs, watchPayment, type Presence } from '../../src/checkout/payment-updates.ts'
import { parsePaymentView, type PaymentView } from '../../src/protocol/messages.ts'

const toView = (status: string): PaymentView => parsePaymentView({ payment_id: 'p1', status, total: '25.00' })
const payment = { paymentId: 'p1', clientSecret: 's1' }

/** One connection, in the pieces that the network makes of it. */
function toStream(...chunks: readonly (string | Uint8Array<ArrayBuffer>)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
      controller.close()
    },
  })
}

const toEvent = (status: string, end = '\n'): string =>
  ['event: payment', 'id: 7', `data: ${JSON.stringify(toView(status))}`, '', ''].join(end)

/** Watches with a backend of the test's: what was yielded, until so much was, and how long each pause was to be. */
async function watch(
  api: Partial<PaymentApi>,
  count: number,
  presence: Partial<Presence> = {},
): Promise<{ news: string[]; pauses: number[] }> {
  const pauses: number[] = []
  const never = () => Promise.reject(new Error('not expected'))
  const whole: PaymentApi = {
    initiate: never,
    status: never,
    authorize: never,
    cancel: never,
    events: never,
    ...api,
  }
  const here: Presence = {
    isOnline: () => true,
    isSeen: () => true,
    pause: async (ms) => void pauses.push(ms),
    onReturn: () => {},
    onOffline: () => {},
    ...presence,
  }
  const news: string[] = []
  const stop = new AbortController()
  for await (const one of watchPayment({ api: whole, payment, presence: here, signal: stop.signal })) {
    news.push(typeof one === 'string' ? one : one.status)
    if (news.length === count) break
  }
  stop.abort()
  return { news, pauses }
}

describe('the event stream', () => {
  for (const [name, end] of Object.entries({ 'line feeds': '\n', 'carriage returns': '\r', both: '\r\n' })) {
    it(`is read with ${name} at its lines' ends`, async () => {
      const stream = toStream(`: a comment${end}${end}`, toEvent('OPEN', end) + toEvent('CONFIRM', end))
      assert.deepEqual((await watch({ events: async () => stream }, 2)).news, ['OPEN', 'CONFIRM'])
    })
  }

  it('is read whatever pieces it comes in, even within a letter', async () => {
    const bytes = new TextEncoder().encode(`: Móvil\n\n${toEvent('OPEN')}${toEvent('COMPLETED')}`)
    const stream = toStream(...Array.from(bytes, (byte) => Uint8Array.of(byte)))
    assert.deepEqual((await watch({ events: async () => stream }, 2)).news, ['OPEN', 'COMPLETED'])
  })

  it('leaves out events of other kinds, and joins data of several lines', async () => {
    const [head = '', tail = ''] = JSON.stringify(toView('CONFIRM')).split(/(?<=,)(?="total)/)
    const stream = toStream(`event: other\ndata: {}\n\nevent: payment\ndata:${head}\ndata: ${tail}\n\n`)
    assert.deepEqual((await watch({ events: async () => stream }, 1)).news, ['CONFIRM'])
  })

  it('is opened again when it ends before the payment does', async () => {
    const streams = [toStream(toEvent('OPEN')), toStream(toEvent('CONFIRM'))]
    assert.deepEqual((await watch({ events: async () => streams.shift() ?? null }, 2)).news, [
      'OPEN',
      'CONFIRM',
    ])
  })

  it('is opened again after a silence of 30 s', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] })
    let connections = 0
    const events: PaymentApi['events'] = async (_, signal) => {
      if (++connections === 2) return toStream(toEvent('CONFIRM'))
      return new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(toEvent('OPEN')))
          signal.addEventListener('abort', () => controller.error(signal.reason))
          setImmediate(() => test.mock.timers.tick(30_000))
        },
      })
    }
    assert.deepEqual((await watch({ events }, 2)).news, ['OPEN', 'CONFIRM'])
  })

  it('says that the backend is away at the second failure, not at the first', async () => {
    let tries = 0
    const events = async () => {
      if (++tries < 3) throw new Error('no network')
      return toStream(toEvent('OPEN'))
    }
    const { news, pauses } = await watch({ events }, 2)
    assert.deepEqual(news, ['away', 'OPEN'])
    assert.deepEqual(pauses, [500, 1_000])
  })

  it('says at once that there is no network', async () => {
    const events = async () => {
      throw new Error('no network')
    }
    assert.deepEqual((await watch({ events }, 1, { isOnline: () => false })).news, ['away'])
  })
})

describe('asking for the status', () => {
  it('takes the place of a stream that the backend has not', async () => {
    const { news, pauses } = await watch({ events: async () => null, status: async () => toView('OPEN') }, 3)
    assert.deepEqual(news, ['OPEN', 'OPEN', 'OPEN'])
    assert.deepEqual(pauses, [2_100, 2_200])
  })

  it('takes the place of a stream that brings nothing', async () => {
    const events = async () => toStream(': held back by a proxy\n\n')
    assert.deepEqual((await watch({ events, status: async () => toView('CONFIRM') }, 1)).news, ['CONFIRM'])
  })

  it('takes the place of a stream that fails again and again', async () => {
    const events = async () => {
      throw new Error('502')
    }
    const { news } = await watch({ events, status: async () => toView('OPEN') }, 4)
    assert.deepEqual(news, ['away', 'away', 'away', 'OPEN'])
  })

  it('grows slower, to 5 s', async () => {
    const { pauses } = await watch({ events: async () => null, status: async () => toView('OPEN') }, 60)
    assert.equal(Math.max(...pauses), 5_000)
  })

  it('waits longer after each failure, to 5 s', () => {
    assert.deepEqual([1, 2, 3, 4, 5, 9].map(toBackoffMs), [500, 1_000, 2_000, 4_000, 5_000, 5_000])
  })
})
