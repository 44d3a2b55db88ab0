import 'axe-core'
import type * as Axe from 'axe-core'
import { expect } from 'chai'
import { MOMENTS } from '../moments.ts'
import { toContrast } from './mocks/colours.ts'
import type { ButtonPage } from './mocks/page.ts'
import { play } from './mocks/play.ts'
import { setStage } from './mocks/stage.ts'

// The package is a script for pages: it leaves itself on the window.
declare const axe: typeof Axe

const SCHEMES = ['light', 'dark'] as const
const THEMES = ['btn', 'btn-dark', 'btn-light'] as const
const LANGS = ['es', 'en'] as const

/** WCAG 2.2, 1.4.3 and 1.4.11: of text, and of what is needed to understand or to use something. */
const TEXT_CONTRAST = 4.5
const PICTURE_CONTRAST = 3

/** WCAG 2.2, 2.5.5. */
const TARGET_PX = 44

/** Axe takes its time: beside Chromium, where it sees everything, it sees every fourth look, another one of each moment. */
const isTurn = (look: number): boolean => /Chrome\//.test(navigator.userAgent) || look % 4 === 0

describe('for everybody', () => {
  const stage = setStage()
  afterEach(() => {
    document.documentElement.removeAttribute('lang')
    document.documentElement.removeAttribute('style')
  })

  for (const [index, moment] of MOMENTS.entries()) {
    it(`has nothing in the way: ${moment.name}`, async () => {
      const page = await play(stage, moment)
      const faults: string[] = []
      let looks = 0
      for (const scheme of SCHEMES)
        for (const theme of THEMES)
          for (const lang of LANGS) {
            await dress(page, { scheme, theme, lang })
            const violations = isTurn(looks++ + index) ? await findViolations(page) : []
            const found = [...violations, ...findPale(page), ...findSmall(page)]
            faults.push(...found.map((fault) => `${scheme} ${theme} ${lang} ${fault}`))
          }
      expect(faults).to.deep.equal([])
    }).timeout(60_000)
  }
})

interface Look {
  readonly scheme: (typeof SCHEMES)[number]
  readonly theme: (typeof THEMES)[number]
  readonly lang: (typeof LANGS)[number]
}

async function dress({ button }: ButtonPage, { scheme, theme, lang }: Look): Promise<void> {
  Object.assign(document.documentElement.style, { colorScheme: scheme, background: 'Canvas' })
  document.documentElement.lang = lang
  button.theme = theme
  button.lang = lang
  await button.updateComplete
}

async function findViolations({ button }: ButtonPage): Promise<string[]> {
  const { violations } = await axe.run(button, { rules: { region: { enabled: false } } })
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

function isSeen(element: Element): boolean {
  return element.checkVisibility() && element.getBoundingClientRect().width > 1
}

/** Every text, every picture, every field's border and the ring of the focus, where it stands. */
function findPale({ root }: ButtonPage): string[] {
  const faults: string[] = []
  const measure = (colour: string, element: Element, least: number) => {
    const contrast = toContrast(colour, element)
    if (!(contrast >= least)) faults.push(`${contrast.toFixed(2)} of ${least}: ${element.outerHTML}`)
  }
  const focus = toFocusColour(root)
  for (const element of root.querySelectorAll('*')) {
    if (!isSeen(element)) continue
    const { color, borderTopColor } = getComputedStyle(element)
    const hasText = [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== '')
    if (hasText) measure(color, element, TEXT_CONTRAST)
    if (element.matches('.icon')) measure(color, element, PICTURE_CONTRAST)
    if (element.matches('input') && element.parentElement) {
      measure(borderTopColor, element.parentElement, PICTURE_CONTRAST)
      measure(focus, element.parentElement, PICTURE_CONTRAST)
    }
  }
  return faults
}

function toFocusColour(root: ShadowRoot): string {
  const probe = document.createElement('span')
  probe.style.color = 'var(--athm-focus)'
  ;(root.querySelector('dialog') ?? root).append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** Whatever can be pressed or written into. */
function findSmall({ root }: ButtonPage): string[] {
  return [...root.querySelectorAll('button, input, summary, a')].filter(isSeen).flatMap((element) => {
    const { width, height } = element.getBoundingClientRect()
    return Math.min(width, height) >= TARGET_PX ? [] : [`${width} × ${height}: ${element.outerHTML}`]
  })
}
