/** What ATH Móvil refuses, and in which words. */

import type { Lang } from '../../src/protocol/messages.ts'
import { ERROR_CODES, type UpstreamCode } from './error-table.ts'

export { ERROR_CODES, type UpstreamCode } from './error-table.ts'

/** Looks up the text of a code; ATH Móvil speaks English unless told otherwise. */
export function toMessage(code: UpstreamCode, lang: Lang = 'en'): string {
  return ERROR_CODES[code][lang]
}

/** Looks up the text of a code that may be none of ours. */
export function toMessageOf(code: string): string {
  return Object.hasOwn(ERROR_CODES, code) ? toMessage(code as UpstreamCode) : 'Error'
}

/** Looks up the HTTP status of a code; undefined for what is none of ours. */
export function toStatusOf(code: unknown): number | undefined {
  return typeof code === 'string' && Object.hasOwn(ERROR_CODES, code)
    ? ERROR_CODES[code as UpstreamCode].status
    : undefined
}

/** Writes the envelope of an error. */
export function toErrorBody(code: string, message: string): object {
  return { status: 'error', message, errorcode: code, data: null }
}

/**
 * Reads in which language the caller wants the texts: the first of es and en that its Accept-Language names, and English
 * if none. No document says how one asks; that header is what HTTP has for it.
 */
export function toLang(acceptLanguage: string | undefined): Lang {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = parameters.map((each) => /^\s*q=([\d.]+)\s*$/.exec(each)?.[1]).find(Boolean)
      return { lang: tag.trim().slice(0, 2), weight: Number(weight ?? 1) }
    })
    .filter(({ lang, weight }) => (lang === 'es' || lang === 'en') && weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
  return wanted[0]?.lang === 'es' ? 'es' : 'en'
}

/** What a refusal says besides its code. */
export interface RefusalText {
  /** A sentence that a sample shows in the place of the code's text, in every language. */
  readonly sentence?: string
  /** What takes the place of `%s` in the code's text. */
  readonly fill?: string
}

/** A request that ATH Móvil refuses. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: UpstreamCode
  readonly #text: RefusalText

  constructor(code: UpstreamCode, text: RefusalText = {}) {
    super(code)
    this.code = code
    this.#text = text
  }

  /** Says it in a language. */
  say(lang: Lang): string {
    return this.#text.sentence ?? toMessage(this.code, lang).replace('%s', this.#text.fill ?? '%s')
  }
}
