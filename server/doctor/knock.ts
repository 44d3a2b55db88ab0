/**
 * Knocks at an address from outside, as far as this machine can: one GET, which changes nothing. The connection goes to the
 * very addresses that were looked at, follows no redirect, and ends after five seconds or 64 KB.
 */

import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { sleep } from '../context.ts'
import { findAddresses, type HostRules } from '../webhooks/host-addresses.ts'

const ANSWER_WITHIN_MS = 5_000
const MAX_ANSWER_BYTES = 64 * 1024

/** What came back. */
export interface Knock {
  readonly status: number
  /** At most 64 KB of it. */
  readonly body: string
  /** What the other side's clock said, in milliseconds since 1970, whole seconds; null when it said nothing. */
  readonly saidAt: number | null
}

/**
 * Knocks. Rejects with `invalid_url` when the host may not be connected to, and with Node's own error, or one that names
 * the deadline, when nobody answers.
 */
export async function knock(url: URL, rules: HostRules): Promise<Knock> {
  const addresses = await findAddresses(url, rules)
  const over = new AbortController()
  const answered = new AbortController()
  const late = sleep(rules.clock, ANSWER_WITHIN_MS, answered.signal).then(
    () => over.abort(new Error(`there was no answer within ${ANSWER_WITHIN_MS / 1000} seconds`)),
    () => {},
  )
  try {
    return await get(url, addresses, over.signal)
  } catch (error) {
    throw over.signal.aborted ? over.signal.reason : error
  } finally {
    answered.abort(new Error('answered'))
    await late
  }
}

function get(url: URL, addresses: readonly string[], signal: AbortSignal): Promise<Knock> {
  return new Promise((resolve, reject) => {
    const open = url.protocol === 'https:' ? requestHttps : requestHttp
    const headers = { accept: 'application/json', 'user-agent': 'athm-button doctor' }
    const options = { agent: false, headers, signal, lookup: toLookup(addresses) } as const
    const outgoing = open(url, options, (incoming) => {
      readAnswer(incoming)
        .then(resolve, reject)
        .finally(() => outgoing.destroy())
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

/** Hands over the addresses that were looked at: a second look-up could find others. */
function toLookup(addresses: readonly string[]): NonNullable<RequestOptions['lookup']> {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, options, callback) => {
    const [first] = found
    if (options.all === true) callback(null, found)
    else callback(null, first?.address ?? '', first?.family ?? 0)
  }
}

async function readAnswer(incoming: IncomingMessage): Promise<Knock> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= MAX_ANSWER_BYTES) break
  }
  const saidAt = Date.parse(incoming.headers.date ?? '')
  return {
    status: incoming.statusCode ?? 0,
    body: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8'),
    saidAt: Number.isNaN(saidAt) ? null : saidAt,
  }
}
