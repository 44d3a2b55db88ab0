// @ts-check
/** The simulator's clock: what it says, how fast it goes, and how to move it on. */

import { toClockCall } from '../shared/clock.js'
import { byId } from '../shared/format.js'
import { createAct, createLine, readForm } from './act.js'
import { textOf } from './texts.js'

/**
 * @param {import('./desk.js').Desk} desk
 * @returns {import('./desk.js').View}
 */
export function createTimeView({ lang, refresh }) {
  const line = createLine(lang)
  byId('time-line', HTMLElement).append(line.element)
  for (const [id, name] of [
    ['set-speed', 'speed'],
    ['jump', 'jump_seconds'],
  ]) {
    const form = byId(String(id), HTMLFormElement)
    createAct(form, { lang, toCall: () => toClockCall(readForm(form, [String(name)])), done: refresh })
  }
  return {
    subjects: ['clock'],
    async load() {
      line.show({ method: 'GET', path: 'control/clock' }, textOf(lang(), 'time'))
    },
  }
}
