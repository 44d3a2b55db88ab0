/** A page's own words, in place of ours. */

import type { Texts } from './en.ts'

/** Any of the words, in the language that the button speaks there. */
export type AthmTexts = {
  readonly [Key in keyof Texts]?: Texts[Key] extends string
    ? string
    : { readonly [Inner in keyof Texts[Key]]?: string }
}

type Words = Readonly<Record<string, unknown>>

/** Puts the page's own words in place of ours. What isn't text, or isn't asked for here, changes nothing. */
export function withOwn<Known extends object>(words: Known, own: unknown): Known {
  const entries = Object.entries(words).map(([key, word]: [string, string | object]) => {
    const mine = (own as Words | null | undefined)?.[key]
    if (typeof word === 'object') return [key, withOwn(word, mine)]
    return [key, typeof mine === 'string' ? mine : word]
  })
  return Object.fromEntries(entries) as Known
}

/** Names, as paths such as `errors.limit`, what of a page's own words can't be used: no such key, or no text. */
export function findStrangeWords(words: object, own: unknown, path = ''): string[] {
  if (typeof own !== 'object' || own === null) return own === undefined ? [] : [path]
  return Object.entries(own).flatMap(([key, mine]: [string, unknown]) => {
    const word: unknown = Object.hasOwn(words, key) ? (words as Words)[key] : undefined
    if (typeof word === 'object' && word) return findStrangeWords(word, mine, `${path}${key}.`)
    return typeof word === 'string' && (typeof mine === 'string' || mine === undefined) ? [] : [path + key]
  })
}
