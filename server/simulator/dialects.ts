/**
 * Where the vendor's documents contradict one another about what is answered, as data: a row for each contradiction, with
 * both variants and the source of each. How the same value is spelt in different places is in `spellings.ts`.
 * docs/simulator-dialects.md tells of every row.
 */

import type { Random } from '../context.ts'

/** How a business is spoken to: as the older documents have it, as the newer ones, or a draw between them per answer. */
export const DIALECTS = ['2020', '2025', 'mixed'] as const

/** One of these. */
export type Dialect = (typeof DIALECTS)[number]

/** The dialect of a business unless told otherwise. */
export const DEFAULT_DIALECT: Dialect = '2025'

interface Variant {
  readonly is: string
  readonly source: string
}

/** Name → what it is in the older documents, and in the newer ones. */
export const CONTRADICTIONS = {
  /** In which shapes webhooks come. */
  webhookShape: {
    '2020': { is: 'of_2020', source: 'webhooks of 2020-11: webhooks/*.2020.json' },
    '2025': {
      is: 'newest',
      source: 'webhooks as received in 2025: webhooks/*.2025-*.json, else those of 2020',
    },
  },
  /** The items of a completed ticket, read by findPayment. */
  completedItems: {
    '2020': { is: 'plain', source: 'rest/findPayment.COMPLETED.response.json, captured in 2023-01' },
    '2025': { is: 'full', source: 'rest/authorization.COMPLETED.response.json, captured in 2023-05' },
  },
  /** The fee of a completed ticket, read by findPayment: a number of single precision, or one of two decimals. */
  completedFee: {
    '2020': {
      is: 'single',
      source: 'rest/findPayment.COMPLETED.response.json: "fee": 0.6000000238418579',
    },
    '2025': { is: 'decimal', source: 'rest/authorization.COMPLETED.response.json: "fee": 0.06' },
  },
  /** The code for authorizing a ticket that is COMPLETED. */
  authorizedAgain: {
    '2020': { is: 'BTRA_0032', source: 'table of error codes: the status is not confirm' },
    '2025': { is: 'BTRA_0035', source: 'table of error codes: not the expected status' },
  },
  /** The code for authorizing a ticket whose time is over. */
  authorizedLate: {
    '2020': { is: 'BTRA_0039', source: 'table of error codes: the valid time has expired' },
    '2025': { is: 'BTRA_0037', source: 'table of error codes; the REST API calls expired CANCEL, too' },
  },
  /** The code for a report of a range in which nothing moved. */
  emptyReport: {
    '2020': { is: 'BTRA_0022', source: 'table of error codes: no record for the report' },
    '2025': { is: 'BTRA_0046', source: 'table of error codes: no transactions for the range' },
  },
  /** The code for a business that is not active. Their Spanish texts are the same. */
  inactiveBusiness: {
    '2020': { is: 'BTRA_0009', source: 'table of error codes: the business is not active' },
    '2025': { is: 'BTRA_0010', source: "table of error codes: the business's status is not active" },
  },
  /** The code for an auth_token that nobody has signed. Their texts are the same. */
  forgedToken: {
    '2020': { is: 'BTRA_0017', source: 'table of error codes: invalid authorization token' },
    '2025': { is: 'BTRA_0401', source: 'table of error codes: invalid authorization token' },
  },
  /** The code for an auth_token whose time is over. */
  expiredToken: {
    '2020': { is: 'BTRA_0402', source: 'table of error codes: the authorization token has expired' },
    '2025': { is: 'token.expired', source: 'rest/error.token-expired.json' },
  },
  /** The HTTP status of a refusal, once the business is known. What broke inside is 500 in either case. */
  refusalStatus: {
    '2020': { is: 'always_200', source: 'REST API: an HTTP 200 may carry "status": "error"' },
    '2025': { is: 'by_code', source: "the sister product's documents; 409 with BTRA_0031 was seen" },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<'2020' | '2025', Variant>>>>

/** The name of a contradiction. */
export type ContradictionName = keyof typeof CONTRADICTIONS

/** What a contradiction can come to. */
export type Choice<N extends ContradictionName> = (typeof CONTRADICTIONS)[N]['2020' | '2025']['is']

/** Looks up a variant. */
export function toChoice<N extends ContradictionName>(name: N, side: '2020' | '2025'): Choice<N> {
  return CONTRADICTIONS[name][side].is as Choice<N>
}

/** How one answer is spoken. */
export interface Speech {
  /** Says which variant the answer takes; within one answer always the same. */
  choose<N extends ContradictionName>(name: N): Choice<N>
  /** Draws one of so many spellings, counted from 0; null where each answer is spelt as its sample. */
  readonly draw: ((count: number) => number) | null
}

/** Makes the speech of one answer. */
export function createSpeech(dialect: Dialect, random: Random): Speech {
  const draw = (count: number): number => Math.min(count - 1, Math.floor(random.fraction() * count))
  if (dialect !== 'mixed') return { choose: (name) => toChoice(name, dialect), draw: null }
  const drawn = new Map<ContradictionName, '2020' | '2025'>()
  return {
    choose(name) {
      const side = drawn.get(name) ?? (draw(2) === 0 ? '2020' : '2025')
      drawn.set(name, side)
      return toChoice(name, side)
    },
    draw,
  }
}
