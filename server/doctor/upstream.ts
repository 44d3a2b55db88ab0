/** Whether ATH Móvil answers, and takes our tokens. It is asked for what does not exist: nothing is read, nothing changes. */

import type { Outcome } from '../athmovil/api.ts'
import { TICKET_UNKNOWN, toErrorCode } from '../athmovil/errors.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { fail, ok, warn, type Check } from './check.ts'

/** No payment has this id, and no money this reference. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

const SPAN_MS = 60_000

/** Asks both hosts of ATH Móvil; in a sandbox, the simulator that stands for them. */
export async function checkUpstream({ athmovil, clock }: PaymentDeps, isLive: boolean): Promise<Check[]> {
  const now = clock.now()
  const [ticket, found] = await Promise.all([athmovil.findPayment(NOBODY), athmovil.search(NOBODY)])
  // No document says what a search without a match is answered with; the report of a minute has a plain shape.
  const isOdd = found.kind === 'unknown' && found.reason === 'unreadable'
  const books = isOdd ? await athmovil.report(now - SPAN_MS, now) : found
  const name = isLive ? 'ATH Móvil' : 'The simulator'
  return [judgeAnswers(name, [ticket, books]), judgeTokens(name, ticket, books)]
}

function judgeAnswers(name: string, outcomes: readonly Outcome<unknown>[]): Check {
  const hosts = ['payments.athmovil.com', 'www.athmovil.com'] as const
  const findings = outcomes.flatMap((outcome, at) => {
    if (outcome.kind !== 'unknown') return []
    const host = hosts[at] ?? ''
    if (outcome.reason === 'unreachable') return [`${host} can not be reached`]
    if (outcome.reason === 'timeout') return [`${host} did not answer in time`]
    return [`${host} answered nothing that can be understood${toCode(outcome.athmCode)}`]
  })
  if (findings.length === 0) return ok('upstream', `${name} answers, on both of its hosts.`)
  const isAway = outcomes.some((outcome) => outcome.kind === 'unknown' && outcome.reason !== 'unreadable')
  const message = `${findings.join('; ')}.`
  return isAway
    ? fail('upstream', message, "Look at this machine's network, proxies and DNS; else wait for ATH Móvil.")
    : warn('upstream', message, 'Try again in a few minutes: ATH Móvil may be out of order.')
}

function judgeTokens(name: string, ticket: Outcome<unknown>, books: Outcome<unknown>): Check {
  for (const outcome of [ticket, books]) {
    if (outcome.kind === 'refused' && toErrorCode(outcome.athmCode) === 'business_unavailable') {
      return fail(
        'tokens',
        `${name} does not take the tokens${toCode(outcome.athmCode)}.`,
        'Compare ATHM_PUBLIC_TOKEN and ATHM_PRIVATE_TOKEN with those in the ATH Móvil Business app.',
      )
    }
  }
  const isPublicTaken =
    ticket.kind === 'answered' || (ticket.kind === 'refused' && ticket.athmCode === TICKET_UNKNOWN)
  if (isPublicTaken && books.kind === 'answered') return ok('tokens', `${name} takes both tokens.`)
  const codes = [ticket, books].map((outcome) => ('athmCode' in outcome ? toCode(outcome.athmCode) : ''))
  return warn(
    'tokens',
    `Whether the tokens are taken is not known${codes.find((code) => code !== '') ?? ''}.`,
    `Run this again once ${name} answers.`,
  )
}

const toCode = (athmCode: string | null): string => (athmCode === null ? '' : ` (${athmCode})`)
