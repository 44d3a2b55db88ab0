/** The page's language: read from the query, kept in the query, and written wherever the markup names a text. */

import { isTextKey, textOf, type Lang } from './texts.ts'

/** How each language writes dates and numbers, in Puerto Rico. */
export const LOCALES = { es: 'es-PR', en: 'en-US' } as const satisfies Record<Lang, string>

/** Where the shop is: its times are meant there, whoever looks. */
export const TIME_ZONE = 'America/Puerto_Rico'

/** Writes an instant as the hour, with seconds: `6:04:09 a. m.`, or `6:04:09 AM`. */
export function toHour(lang: Lang, at: Date): string {
  return at.toLocaleTimeString(LOCALES[lang], { timeStyle: 'medium', timeZone: TIME_ZONE })
}

/** Reads the language that the address asks for; Spanish unless it says English. */
export function readLang(): Lang {
  return new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'es'
}

/** Keeps the language in the address, so that a reload and a copied link have it. */
export function keepLang(lang: Lang): void {
  const url = new URL(location.href)
  if (lang === 'es') url.searchParams.delete('lang')
  else url.searchParams.set('lang', lang)
  history.replaceState(null, '', url)
}

/** Adds the language to a link of this site. */
export function withLang(path: string, lang: Lang): string {
  if (lang === 'es') return path
  return `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`
}

/** Writes each text that the markup names: `data-text` as content, `data-label` as accessible name. */
export function writeTexts(lang: Lang, within: ParentNode = document): void {
  document.documentElement.lang = lang
  document.title = textOf(lang, 'pageTitle')
  for (const element of within.querySelectorAll<HTMLElement>('[data-text]')) {
    const key = element.dataset['text']
    if (isTextKey(key)) element.textContent = textOf(lang, key)
  }
  for (const element of within.querySelectorAll<HTMLElement>('[data-label]')) {
    const key = element.dataset['label']
    if (isTextKey(key)) element.setAttribute('aria-label', textOf(lang, key))
  }
}
