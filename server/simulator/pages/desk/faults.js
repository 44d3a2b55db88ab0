// @ts-check
/** The faults that are armed, and a form for one more. */

import { ask } from '../shared/ask.js'
import { byId } from '../shared/format.js'
import { createAct, createLine, fillMenu, menuOf, readForm } from './act.js'
import { createRows } from './rows.js'
import { textOf } from './texts.js'
import { ENDPOINTS, FAULTS } from './vocabulary.js'

/** @typedef {{ id: number, endpoint: string, kind: string, seen: number, hits: number, left?: number } & Record<string, unknown>} Fault */
/** @typedef {keyof typeof FAULTS} Kind */

/** The call that lists what is armed. */
const LIST = /** @type {const} */ ({ method: 'GET', path: 'control/faults' })

/**
 * @param {import('./desk.js').Desk} desk
 * @returns {import('./desk.js').View}
 */
export function createFaultsView({ lang, refresh }) {
  const line = createLine(lang)
  byId('faults-line', HTMLElement).append(line.element)
  const arming = createArming(lang, refresh)
  createAct(byId('clear-faults', HTMLFormElement), {
    lang,
    toCall: () => ({ method: 'DELETE', path: 'control/faults' }),
    done: refresh,
  })
  const rows = createRows(byId('faults-rows', HTMLElement), {
    keyOf: ({ id }) => String(id),
    cells: ['what', 'who', 'when'],
    toCells: (/** @type {Fault} */ { id: _id, endpoint, kind: what, seen: _seen, hits, left, ...rest }) => ({
      what: `${endpoint} · ${what}`,
      who: Object.entries(rest)
        .filter(([name]) => name !== 'count')
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(' · '),
      when: textOf(lang(), 'hitsLeft', { hits: String(hits), left: left === undefined ? '∞' : String(left) }),
    }),
    moodOf: () => 'bad',
    more: refresh,
    lang,
  })

  return {
    subjects: ['faults'],
    async load() {
      line.show(LIST, textOf(lang(), 'faults'))
      const { faults } = await ask(LIST)
      rows.show(faults, faults.length)
      byId('faults-empty', HTMLElement).hidden = faults.length > 0
    },
    speak: arming.speak,
  }
}

/**
 * The form that arms a fault, with the fields that its kind takes.
 * @param {() => import('./texts.js').Lang} lang
 * @param {() => void} done
 */
function createArming(lang, done) {
  const form = byId('arm-fault', HTMLFormElement)
  const kind = menuOf(form, 'kind')
  /** @param {HTMLElement} field */
  const isUsed = (field) =>
    FAULTS[/** @type {Kind} */ (kind.value)].some((name) => name === field.dataset['for'])
  fillMenu(
    menuOf(form, 'endpoint'),
    ENDPOINTS.map((value) => ({ value, label: value })),
  )

  function showFields() {
    for (const field of form.querySelectorAll('[data-for]')) {
      if (!(field instanceof HTMLElement)) continue
      field.hidden = !isUsed(field)
      for (const input of field.querySelectorAll('input')) input.disabled = !isUsed(field)
    }
  }

  function fillKinds() {
    const kinds = /** @type {Kind[]} */ (Object.keys(FAULTS))
    fillMenu(
      kind,
      kinds.map((value) => ({ value, label: textOf(lang(), `fault_${value}`) })),
    )
    showFields()
  }

  fillKinds()
  form.addEventListener('input', showFields, { capture: true })
  const arm = createAct(form, {
    lang,
    toCall: () => ({
      method: 'POST',
      path: 'control/faults',
      body: readForm(form, ['ms', 'status', 'count']),
    }),
    done,
  })

  return {
    speak() {
      fillKinds()
      arm.show()
    },
  }
}
