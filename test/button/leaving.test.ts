import { expect } from 'chai'
import { en } from '../../src/texts/en.ts'
import { refusal } from './mocks/backend.ts'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

const escape = (dialog: HTMLDialogElement) => dialog.dispatchEvent(new Event('cancel', { cancelable: true }))

/** An Escape that nobody may prevent, as Chromium's soon after another. */
const escapeForGood = (dialog: HTMLDialogElement) => {
  dialog.dispatchEvent(new Event('cancel'))
  dialog.close()
}

describe('leaving the dialog', () => {
  const stage = setStage()

  it('takes no question in the phone step, and gives the focus back to the button', async () => {
    const page = stage.show()
    await page.button.updateComplete
    page.find('button').focus()
    await page.open()
    expect(page.root.activeElement).to.equal(page.find('input'))
    await page.press('Close')
    expect(page.names).to.deep.equal(['open', 'close'])
    expect(page.root.activeElement).to.equal(page.find('button'))
  })

  it('asks first while a request waits, and Keep waiting keeps it', async () => {
    const page = stage.show()
    await page.wait()
    escape(page.dialog)
    await page.button.updateComplete
    expect(page.title).to.equal('Cancel this payment?')
    expect(page.root.activeElement?.textContent?.trim()).to.equal('Keep waiting')
    await page.press('Keep waiting')
    expect(page.title).to.equal('Confirm in your app')
    expect(stage.backend.of('cancel')).to.deep.equal([])
  })

  for (const [title, press] of Object.entries({
    'an Escape': escape,
    'one that nobody may prevent': escapeForGood,
  }))
    it(`takes ${title} in the question for Keep waiting, and goes back to the waiting step`, async () => {
      const page = stage.show()
      await page.wait()
      escape(page.dialog)
      await page.button.updateComplete
      press(page.dialog)
      await until(() => page.title === en.waiting)
      expect(page.dialog.matches(':modal')).to.equal(true)
      expect(page.root.activeElement).to.equal(page.find('h2'))
      press(page.dialog)
      await until(() => page.title === en.closing)
      expect(page.root.activeElement?.textContent?.trim()).to.equal(en.keepWaiting)
      expect(stage.backend.of('cancel')).to.deep.equal([])
      expect(page.names).to.not.include('close')
    })

  it('asks even when the browser closes the dialog by itself, as on a second Escape', async () => {
    const page = stage.show()
    await page.wait()
    page.dialog.close()
    await until(() => page.title === 'Cancel this payment?')
    expect(page.dialog.matches(':modal')).to.equal(true)
    expect(page.names).to.not.include('close')
  })

  it('cancels when the customer says so, and says that nothing was charged once the server did', async () => {
    const page = stage.show()
    await page.wait()
    page.button.close()
    await page.button.updateComplete
    await page.press('Yes, cancel')
    await page.reach('cancelled')
    expect(page.text).to.contain('You cancelled this payment. You were not charged.')
    expect(page.names.filter((name) => name === 'cancelled')).to.have.length(1)
    await page.press('Try again')
    expect(page.phase).to.equal('phone')
    expect(page.find<HTMLInputElement>('input').value).to.equal('(787) 555-0101')
  })

  for (const [by, sentence] of [
    ['app', 'It was cancelled in your ATH Móvil app. You were not charged.'],
    ['business', 'The business cancelled this payment. You were not charged.'],
    [null, 'You were not charged.'],
  ] as const)
    it(`is told who cancelled, where the server knows: ${by ?? 'nobody does'}`, async () => {
      const page = stage.show()
      await page.wait()
      await until(() => stage.backend.of('events').length > 0)
      stage.backend.set({ status: 'CANCEL', cancelled_by: by })
      await page.reach('cancelled')
      expect(page.find('h2 + p').textContent?.trim()).to.equal(sentence)
    })

  it('is told why, before who, where the business gave a reason', async () => {
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.set({ status: 'CANCEL', cancelled_by: 'business', code: 'vetoed' })
    await page.reach('cancelled')
    expect(page.text).to.contain('The business did not accept this payment.')
    expect(page.text).to.not.contain('cancelled this payment')
  })

  it('shows that the payment won when the cancel came too late', async () => {
    stage.backend.answers.set('cancel', (seen) => {
      stage.backend.complete()
      return stage.backend.ordinary(seen)
    })
    const page = stage.show()
    await page.wait()
    await page.press('Cancel')
    await page.reach('completed')
    expect(page.names).to.include('completed').and.not.include('cancelled')
  })

  it('during a request in flight waits for it, then cancels it', async () => {
    let release = () => {}
    stage.backend.answers.set('initiate', async (seen) => {
      await new Promise<void>((resolve) => (release = resolve))
      return stage.backend.ordinary(seen)
    })
    const page = stage.show()
    await page.submit()
    await until(() => stage.backend.of('initiate').length === 1)
    escape(page.dialog)
    await page.button.updateComplete
    expect(page.dialog.open).to.equal(true)
    expect(page.title).to.equal('Cancelling the request')
    release()
    await page.reach('cancelled')
    expect(stage.backend.of('cancel')[0]?.body).to.deep.equal({ payment_id: 'payment-1' })
  })

  it('ends what the backend does not know, and asks for it no more', async () => {
    stage.backend.answers.set('cancel', () => refusal(404, 'payment_not_found'))
    const page = stage.show()
    await page.wait()
    await page.press('Cancel')
    await page.reach('phone')
    expect(page.text).to.contain('We could not find this payment.')
    expect(stage.backend.of('cancel')).to.have.length(1)
  })

  it('does not call a cancel that failed on its way a cancel: it is sent again', async () => {
    let isReachable = false
    stage.backend.answers.set('cancel', (seen) =>
      isReachable ? stage.backend.ordinary(seen) : Response.error(),
    )
    const page = stage.show()
    await page.wait()
    await page.press('Cancel')
    await until(() => page.text.includes('we keep trying'))
    expect(page.names).to.not.include('cancelled')
    isReachable = true
    await page.reach('cancelled')
    expect(stage.backend.of('cancel').length).to.be.greaterThan(1)
  })

  it('opens again by itself when a payment that was being checked ends', async () => {
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.set({ status: 'CONFIRM', verifying: true })
    await page.reach('verifying')
    expect(page.text).to.contain("Don't pay again")
    await page.press('Close')
    expect(page.dialog.open).to.equal(false)
    stage.backend.complete()
    await page.reach('completed')
    expect(page.dialog.open).to.equal(true)
  })

  it('shows the same payment when the button is pressed again', async () => {
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.set({ status: 'CONFIRM', verifying: true })
    await page.reach('verifying')
    page.button.close()
    await page.open()
    expect(page.phase).to.equal('verifying')
    expect(stage.backend.of('initiate')).to.have.length(1)
  })
})

describe('a wrong number', () => {
  const stage = setStage()

  it('asks for another as for the first: with what the page says now, and nothing of the one before', async () => {
    const page = stage.show()
    await page.wait()
    await page.press('Change number')
    await page.reach('phone')
    page.button.total = '30.00'
    await page.button.updateComplete
    expect(page.find('[part=amount]').textContent).to.equal('$30.00')
    await page.submit('7875550102')
    await page.reach('waiting')
    const { status, total, paymentId } = page.detail('beforeinitiate')
    expect([status, total, paymentId]).to.deep.equal([null, '30.00', null])
  })

  it('cancels without a word to the page, and asks for another', async () => {
    const page = stage.show({ 'failure-url': '/cart' })
    await page.wait()
    await page.press('Change number')
    await page.reach('phone')
    expect(page.names).to.include('statuschange').and.not.include('cancelled')
    page.type('7875550102')
    await page.press('Continue')
    await page.reach('waiting')
    expect(stage.backend.of('initiate').map(({ body }) => body['phone_number'])).to.deep.equal([
      '7875550101',
      '7875550102',
    ])
    expect(page.button.wentTo).to.deep.equal([])
  })
})
