// @ts-check
/** The pages' language: the one that the address asks for, else the browser's first that we speak. */

import { say } from './format.js'

/** @typedef {'es' | 'en'} Lang */

/** @returns {Lang} */
export function readLang() {
  const asked = [new URLSearchParams(location.search).get('lang') ?? '', ...navigator.languages]
  for (const tag of asked) {
    if (/^es\b/i.test(tag)) return 'es'
    if (/^en\b/i.test(tag)) return 'en'
  }
  return 'es'
}

/**
 * Keeps the language in the address, so that a reload and a copied link have it.
 * @param {Lang} lang
 */
export function keepLang(lang) {
  const address = new URL(location.href)
  address.searchParams.set('lang', lang)
  history.replaceState(history.state, '', address)
}

/**
 * Makes the lookup of a page's words.
 * @template {string} Key
 * @param {Readonly<Record<Lang, Readonly<Record<Key, string>>>>} words each key in both languages; `{name}` is filled in
 */
export function createTexts(words) {
  return {
    /**
     * Looks up a text and fills in its blanks.
     * @param {Lang} lang
     * @param {Key} key
     * @param {Readonly<Record<string, string>>} [blanks]
     */
    textOf: (lang, key, blanks = {}) =>
      words[lang][key].replace(/\{(\w+)\}/g, (_, name) => blanks[String(name)] ?? ''),
    /**
     * Tells whether a text is one of the keys.
     * @param {string | undefined} key
     * @returns {key is Key}
     */
    isTextKey: (key) => key !== undefined && Object.hasOwn(words.es, key),
  }
}

/**
 * Writes each text that the markup names: `data-text` as content, `data-label` as accessible name.
 * @template {string} Key
 * @param {Lang} lang
 * @param {ReturnType<typeof createTexts<Key>>} texts
 */
export function showTexts(lang, { textOf, isTextKey }) {
  document.documentElement.lang = lang
  for (const element of document.querySelectorAll('[data-text], [data-label]')) {
    if (!(element instanceof HTMLElement)) continue
    const { text, label } = element.dataset
    if (isTextKey(text)) say(element, textOf(lang, text))
    if (isTextKey(label)) element.setAttribute('aria-label', textOf(lang, label))
  }
}

/**
 * Makes a button the switch to the other language.
 * @param {HTMLButtonElement} button
 * @param {Lang} initial
 * @param {(lang: Lang) => void} change called with the language at once, and whenever it is switched
 */
export function createSwitch(button, initial, change) {
  let lang = initial
  function show() {
    button.lang = lang === 'es' ? 'en' : 'es'
    say(button, lang === 'es' ? 'English' : 'Español')
    change(lang)
  }
  button.addEventListener('click', () => {
    lang = lang === 'es' ? 'en' : 'es'
    keepLang(lang)
    show()
  })
  show()
}
