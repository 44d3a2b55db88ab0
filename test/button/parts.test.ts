import { expect } from 'chai'
import { MOMENTS } from '../moments.ts'
import type { ButtonPage } from './mocks/page.ts'
import { play } from './mocks/play.ts'
import { setStage } from './mocks/stage.ts'

/** Parts that hold everything: what is only within these has no name of its own. */
const ALL = 'dialog, [part=body]'

describe('every visible piece is a part, or a word within one', () => {
  const stage = setStage()

  for (const moment of MOMENTS)
    it(moment.name, async () => {
      const { root } = await play(stage, moment)
      expect(findNameless(root)).to.deep.equal([])
    })
})

/** What can be pressed, has a frame or a ground of its own, or says something, and can't be named by a page. */
function findNameless(root: ButtonPage['root']): string[] {
  return [...root.querySelectorAll('*:not(slot)')]
    .filter((element) => {
      if (!element.checkVisibility() || element.getBoundingClientRect().width <= 1) return false
      const { backgroundColor, borderTopWidth, borderTopColor } = getComputedStyle(element)
      const hasFrame =
        !isClear(backgroundColor) || (parseFloat(borderTopWidth) > 0 && !isClear(borderTopColor))
      if (element.matches('button, input, summary') || hasFrame) return !element.hasAttribute('part')
      const hasText = [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== '')
      const part = element.closest('[part]')
      return hasText && (!part || part.matches(ALL))
    })
    .map((element) => element.outerHTML)
}

function isClear(colour: string): boolean {
  return colour === 'transparent' || /[,/] ?0\)$/.test(colour)
}
