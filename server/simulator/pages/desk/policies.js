// @ts-check
/** How webhooks come: policies that are armed, and the usual ones by name. */

import { ask } from '../shared/ask.js'
import { byId } from '../shared/format.js'
import { createAct, readForm } from './act.js'
import { createRows } from './rows.js'

/** What each choice of the menu asks for. */
const POLICIES = {
  lost: { lost: true },
  copies: { copies: 3 },
  delay: { delay_ms: 10_000 },
  reorder: { reorder: 2 },
  retry: { retry_after_ms: [1000, 5000, 30_000] },
}

/** @typedef {{ id: number, seen: number, hits: number, left?: number } & Record<string, unknown>} Policy */

/** @param {import('./desk.js').Desk} desk */
export function createPolicies({ lang, refresh }) {
  const arm = byId('arm-policy', HTMLFormElement)
  createAct(arm, {
    lang,
    toCall() {
      const { policy = 'lost', ...rest } = readForm(arm, ['count'])
      const choice = POLICIES[/** @type {keyof typeof POLICIES} */ (policy)]
      return { method: 'POST', path: 'control/webhook-policies', body: { ...choice, ...rest } }
    },
    done: refresh,
  })
  createAct(byId('clear-policies', HTMLFormElement), {
    lang,
    toCall: () => ({ method: 'DELETE', path: 'control/webhook-policies' }),
    done: refresh,
  })
  const rows = createRows(byId('policies-rows', HTMLElement), {
    keyOf: ({ id }) => String(id),
    cells: ['what', 'when'],
    toCells: (/** @type {Policy} */ { id: _id, seen, hits, left, ...rule }) => ({
      what: JSON.stringify(rule),
      when: left === undefined ? `${hits} / ${seen}` : `${hits} / ${hits + left}`,
    }),
    more: refresh,
    lang,
  })
  return {
    async load() {
      const { policies } = await ask({ method: 'GET', path: 'control/webhook-policies' })
      rows.show(policies, policies.length)
      byId('policies-empty', HTMLElement).hidden = policies.length > 0
    },
  }
}
