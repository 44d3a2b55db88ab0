import { expect } from 'chai'
import { restore, stub, type SinonStub } from 'sinon'
import { AthmButton } from '../../src/index.ts'
import { define } from '../../src/define.ts'

describe('the element, loaded again', () => {
  let warnings: SinonStub
  beforeEach(() => {
    warnings = stub(console, 'warn')
  })
  afterEach(() => restore())

  it('stays what it was, without a word, when it is the same version', async () => {
    const again = (await import(`../../src/index.ts?again=${Math.floor(performance.now())}`)) as {
      AthmButton: typeof AthmButton
    }
    define(again.AthmButton)
    define(class extends AthmButton {})
    expect(customElements.get('athm-button')).to.equal(AthmButton)
    expect(warnings.callCount).to.equal(0)
  })

  it('stays what it was, and names both, when it is another version', () => {
    define(class extends HTMLElement {
      static readonly version = '9.9.9'
    })
    expect(customElements.get('athm-button')).to.equal(AthmButton)
    expect(warnings.args).to.deep.equal([
      [`athm-button: ${AthmButton.version} is here already: 9.9.9 is not used.`],
    ])
  })
})
