// @ts-check
/** A list of the newest of many: rows are kept by key, and only what changed in them is touched, so focus stays. */

import { make, say } from '../shared/format.js'
import { textOf } from './texts.js'

const STEP = 100

/** @typedef {'good' | 'wait' | 'bad' | 'calm'} Mood */

/**
 * What a row says: cells by class name, as text.
 * @typedef {Readonly<Record<string, string>>} Cells
 */

/**
 * Makes a list, with a line below it that says how many there are and a button for more.
 * @template Item
 * @param {HTMLElement} place
 * @param {object} options
 * @param {(item: Item) => string} options.keyOf
 * @param {readonly string[]} options.cells class names, in the order in which they are read
 * @param {(item: Item) => Cells} options.toCells
 * @param {(item: Item) => Mood} [options.moodOf]
 * @param {(key: string) => string} [options.toLink] address of an item's detail, which makes its row a link
 * @param {() => void} options.more called when more are asked for
 * @param {() => import('./texts.js').Lang} options.lang
 */
export function createRows(place, { keyOf, cells, toCells, moodOf = () => 'calm', toLink, more, lang }) {
  const list = make('ul', 'rows')
  const note = make('p', 'caption')
  const button = make('button', 'chip')
  button.type = 'button'
  place.append(list, make('div', 'more', note, button))
  let limit = STEP
  button.addEventListener('click', () => {
    limit += STEP
    more()
  })
  /** @type {Map<string, { item: HTMLLIElement, body: HTMLElement, cells: Map<string, HTMLElement> }>} */
  const rows = new Map()

  /** @param {string} key */
  function addRow(key) {
    const spans = new Map(cells.map((name) => [name, make('span', `cell ${name}`)]))
    const body = make(toLink ? 'a' : 'div', 'row', ...spans.values())
    if (body instanceof HTMLAnchorElement) body.href = toLink?.(key) ?? ''
    const row = { item: make('li', '', body), body, cells: spans }
    rows.set(key, row)
    return row
  }

  /** @param {readonly Item[]} items */
  function dropOthers(items) {
    const keys = new Set(items.map(keyOf))
    for (const [key, { item }] of rows) {
      if (keys.has(key)) continue
      item.remove()
      rows.delete(key)
    }
  }

  return {
    /** How many are wanted. */
    limit: () => limit,
    /**
     * Shows items, newest first.
     * @param {readonly Item[]} items
     * @param {number} count how many there are in all
     * @param {string} [current] key of the item whose detail is open
     */
    show(items, count, current = '') {
      dropOthers(items)
      for (const [index, each] of items.entries()) {
        const key = keyOf(each)
        const row = rows.get(key) ?? addRow(key)
        for (const [name, text] of Object.entries(toCells(each))) {
          const cell = row.cells.get(name)
          if (!cell) continue
          say(cell, text)
          cell.hidden = text === ''
        }
        row.body.dataset['mood'] = moodOf(each)
        if (key === current) row.body.setAttribute('aria-current', 'true')
        else row.body.removeAttribute('aria-current')
        const there = list.children[index]
        if (there !== row.item) list.insertBefore(row.item, there ?? null)
      }
      list.hidden = items.length === 0
      note.hidden = count === 0
      const blanks = { shown: String(items.length), count: count.toLocaleString('en-US') }
      say(note, textOf(lang(), items.length < count ? 'someOf' : 'allOf', blanks))
      button.hidden = items.length >= count
      say(button, textOf(lang(), 'more'))
    },
  }
}
