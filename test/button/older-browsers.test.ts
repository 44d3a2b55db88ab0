import { expect } from 'chai'
import { setStage } from './mocks/stage.ts'

describe('in a browser older than the policy', () => {
  const stage = setStage()

  it('every colour that follows the scheme of the page is its light one', async () => {
    const page = stage.show()
    await page.open()
    await page.reach('phone')
    const rules = page.root.adoptedStyleSheets.flatMap((sheet) => Array.from(sheet.cssRules))
    const followers = rules.flatMap(listColours).filter(([, value]) => value.startsWith('light-dark('))
    const fallbacks = rules
      .filter((rule) => rule instanceof CSSSupportsRule)
      .flatMap((rule) => Array.from(rule.cssRules).flatMap(listColours))
    expect(Object.fromEntries(fallbacks)).to.deep.equal(
      Object.fromEntries(followers.map(([name, value]) => [name, /\((#\w+)/.exec(value)?.[1]])),
    )
    expect(fallbacks).to.have.length.above(0)
  })

  it('the phase stands in an attribute beside the custom state', async () => {
    const page = stage.show()
    await page.open()
    await page.reach('phone')
    expect(page.button.matches('[data-state=phone]')).to.equal(true)
  })
})

/** The custom properties that a rule gives to the element itself. */
function listColours(rule: CSSRule): (readonly [name: string, value: string])[] {
  if (!(rule instanceof CSSStyleRule) || rule.selectorText !== ':host') return []
  return [...rule.style]
    .filter((name) => name.startsWith('--'))
    .map((name) => [name, rule.style.getPropertyValue(name).trim()])
}
