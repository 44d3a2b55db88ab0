// @ts-check
/** Amounts, times and numbers as people read them; and the one way to make an element. */

/** @typedef {import('./lang.js').Lang} Lang */

/**
 * @param {number} dollars
 * @returns {string} such as $1,250.00
 */
export function formatAmount(dollars) {
  return dollars.toLocaleString('en-US', { style: 'currency', currency: 'USD' })
}

/**
 * Multiplies a price in whole cents, so that no fraction of one gets in.
 * @param {number} dollars
 * @param {number} quantity
 * @returns {number} dollars
 */
export function times(dollars, quantity) {
  return (Math.round(dollars * 100) * quantity) / 100
}

/**
 * Writes a whole or half-typed number as (787) 555-0101.
 * @param {string | null} text
 */
export function formatPhone(text) {
  const digits = digitsOf(text ?? '')
  if (digits.length < 4) return digits
  if (digits.length < 7) return `(${digits.slice(0, 3)}) ${digits.slice(3)}`
  return `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`
}

/**
 * Writes a number so that no line ends inside it.
 * @param {string} text
 */
export function formatPhoneWhole(text) {
  return formatPhone(text).replace(' ', '\u00a0').replace('-', '\u2011')
}

/**
 * The ten digits of a number, or as many as were typed; a country code of 1 is dropped.
 * @param {string} text
 */
export function digitsOf(text) {
  return text
    .replace(/[^0-9]/g, '')
    .replace(/^1(?=\d{10}$)/, '')
    .slice(0, 10)
}

/**
 * Writes what is left of a time as 9:05; never less than 0:00.
 * @param {number} ms
 */
export function formatTimeLeft(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/**
 * Writes an instant as the hour in Puerto Rico, with seconds where they are asked for.
 * @param {Lang} lang
 * @param {number} at
 * @param {boolean} [withSeconds]
 * @returns {string} such as 6:04 a. m., or 6:04 AM
 */
export function formatHour(lang, at, withSeconds = false) {
  return new Date(at).toLocaleTimeString(lang === 'es' ? 'es-PR' : 'en-US', {
    timeZone: 'America/Puerto_Rico',
    hour: 'numeric',
    minute: '2-digit',
    ...(withSeconds && { second: '2-digit' }),
  })
}

/**
 * Writes the day in Puerto Rico of an instant: the clock can be moved by many.
 * @param {Lang} lang
 * @param {number} at
 * @returns {string} such as 15 de enero de 2026, or January 15, 2026
 */
export function formatDay(lang, at) {
  return new Date(at).toLocaleDateString(lang === 'es' ? 'es-PR' : 'en-US', {
    timeZone: 'America/Puerto_Rico',
    dateStyle: 'long',
  })
}

/**
 * Writes an instant as its day and its hour, with seconds.
 * @param {Lang} lang
 * @param {number} at
 */
export function formatMoment(lang, at) {
  return `${formatDay(lang, at)}, ${formatHour(lang, at, true)}`
}

/**
 * Makes an element. What it says is always a text node, whoever wrote it.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {...(string | Node)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className, ...children) {
  const element = document.createElement(tag)
  if (className) element.className = className
  element.append(...children)
  return element
}

/**
 * Says something in an element, unless it says so already: what hasn't changed isn't touched.
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id)
  if (element instanceof type) return element
  throw new Error(`The page has no #${id}.`)
}
