import { expect } from 'chai'
import { restore, stub, useFakeTimers } from 'sinon'
import { en } from '../../src/texts/en.ts'
import { REFERENCE, refusal } from './mocks/backend.ts'
import { toToken } from './mocks/order-token.ts'
import { until, type ButtonPage } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

type Attributes = Readonly<Record<string, string>>

describe('a page that is loaded again', () => {
  const stage = setStage()
  afterEach(() => restore())

  /** Loads the page anew, with the button that it then has. */
  function reload(page: ButtonPage, attributes: Attributes = {}): ButtonPage {
    page.die()
    return stage.show(attributes)
  }

  const isListening = () => until(() => stage.backend.of('events').length > 0)

  it('goes on with the payment that was waiting: at once, in its dialog, with nothing asked twice', async () => {
    const before = stage.show()
    await before.wait()
    const page = reload(before)
    await page.reach('waiting')
    expect(page.dialog.matches(':modal')).to.equal(true)
    expect(page.text).to.contain('(787) 555-0101')
    expect(page.root.activeElement).to.equal(page.find('h2'))
    await isListening()
    stage.backend.complete()
    await page.reach('completed')
    expect(page.text).to.contain(REFERENCE)
    expect(page.names.join(' ')).to.equal('open statuschange completed')
    expect(stage.backend.of('initiate')).to.have.length(1)
    expect(stage.backend.of('events').at(-1)?.headers.get('authorization')).to.equal('Bearer secret-1')
  })

  it('shows what became of it meanwhile, tells it once, and goes where it leads', async () => {
    const attributes = { 'success-url': '/thanks', name: 'payment' }
    const before = stage.show(attributes)
    await before.wait()
    before.die()
    stage.backend.complete()
    const form = document.createElement('form')
    document.body.append(form)
    const page = stage.show(attributes)
    form.append(page.button)
    await page.reach('completed')
    expect(page.names.filter((name) => name === 'completed')).to.have.length(1)
    expect(new FormData(form).get('payment')).to.equal(REFERENCE)
    await until(() => page.button.wentTo.length > 0)
    expect(page.button.wentTo).to.have.length(1)
    expect(page.button.wentTo[0]).to.contain(`reference_number=${REFERENCE}`)
    form.remove()
  })

  for (const [status, phase] of [
    ['CANCEL', 'cancelled'],
    ['EXPIRED', 'expired'],
    ['FAILED', 'failed'],
  ] as const)
    it(`says when it ended without money meanwhile: ${phase}`, async () => {
      const before = stage.show()
      await before.wait()
      before.die()
      stage.backend.set({ status })
      const page = stage.show()
      await page.reach(phase)
      expect(page.names.join(' ')).to.equal(`open statuschange ${phase}`)
      await page.press('Try again')
      expect(page.phase).to.equal('phone')
    })

  it('goes on cancelling what the customer had cancelled', async () => {
    const cancelled = new Promise<Response>(() => {})
    stage.backend.answers.set('cancel', () => cancelled)
    const before = stage.show()
    await before.wait()
    await before.press('Cancel')
    await until(() => stage.backend.of('cancel').length === 1)
    before.die()
    stage.backend.answers.delete('cancel')
    const page = stage.show()
    await page.reach('cancelled')
    expect(stage.backend.of('cancel')).to.have.length(2)
  })

  it('leaves the dialog closed where the customer had closed it, and opens it at the end', async () => {
    const before = stage.show()
    await before.wait()
    await isListening()
    stage.backend.set({ status: 'CONFIRM', verifying: true })
    await before.reach('verifying')
    await before.press('Close')
    const page = reload(before)
    await page.reach('verifying')
    expect(page.dialog.open).to.equal(false)
    stage.backend.complete()
    await page.reach('completed')
    expect(page.dialog.open).to.equal(true)
  })

  it('shows the last it knew while the backend is away, and says so', async () => {
    const before = stage.show()
    await before.wait()
    before.die()
    stage.backend.answers.set('events', () => Response.error())
    const page = stage.show()
    await page.reach('waiting')
    await until(() => page.text.includes(en.away))
    stage.backend.answers.delete('events')
    stage.backend.complete()
    await page.reach('completed')
  }).timeout(10_000)

  it('forgets in silence what the backend does not know', async () => {
    const before = stage.show()
    await before.wait()
    before.die()
    for (const route of ['events', 'status']) {
      stage.backend.answers.set(route, () => refusal(404, 'payment_not_found'))
    }
    const page = stage.show()
    await until(() => stage.backend.of('status').length > 0)
    await page.reach('idle')
    expect(page.names).to.not.include('failed')
    expect(sessionStorage).to.have.length(0)
  })

  it('counts the time that is left by the clock of the server, whatever its own says', async () => {
    const before = stage.show()
    await before.wait()
    await isListening()
    before.die()
    stage.backend.answers.set('events', () => new Promise<Response>(() => {}))
    const clock = useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] })
    const page = stage.show()
    await page.reach('waiting')
    expect(page.find('[part=time]').textContent).to.match(/^(9:00|8:59)$/)
    clock.restore()
  })

  it('after the result was told shows it once more, tells nobody, and is ready for the next', async () => {
    const before = stage.show()
    await before.wait()
    await isListening()
    stage.backend.complete()
    await before.reach('completed')
    expect(JSON.stringify(sessionStorage)).to.not.contain('secret-1')
    const page = reload(before)
    await page.reach('completed')
    expect(page.title).to.equal(en.paidBefore)
    expect(page.text).to.contain(REFERENCE)
    expect(page.names).to.deep.equal(['open'])
    await page.press(en.done)
    await page.open()
    expect(page.phase).to.equal('phone')
  })

  it('shows a result that was told at every load until it is left', async () => {
    const before = stage.show()
    await before.wait()
    await isListening()
    stage.backend.complete()
    await before.reach('completed')
    const second = reload(before)
    await second.reach('completed')
    const third = reload(second)
    await third.reach('completed')
    expect(third.title).to.equal(en.paidBefore)
    expect(third.names).to.deep.equal(['open'])
    await third.press(en.done)
    expect(sessionStorage).to.have.length(0)
  })

  it('tells a result that came while nobody was looking', async () => {
    const before = stage.show()
    await before.wait()
    await isListening()
    stub(document, 'hidden').value(true)
    stage.backend.complete()
    await before.reach('completed')
    before.die()
    restore()
    const page = stage.show()
    await page.reach('completed')
    expect(page.names.join(' ')).to.equal('open statuschange completed')
  })

  for (const [title, leave] of Object.entries({
    'was left': (page: ButtonPage) => page.press(en.done),
    'was taken off the page': async (page: ButtonPage) => page.button.remove(),
  }))
    it(`remembers nothing of a result that ${title}`, async () => {
      const page = stage.show()
      await page.wait()
      await isListening()
      stage.backend.complete()
      await page.reach('completed')
      await leave(page)
      expect(sessionStorage).to.have.length(0)
    })

  it('remembers nothing of a result that led to another page', async () => {
    const before = stage.show({ 'success-url': '/thanks' })
    await before.wait()
    await isListening()
    stage.backend.complete()
    await until(() => before.button.wentTo.length > 0)
    const page = reload(before, { 'success-url': '/thanks' })
    await page.button.updateComplete
    expect(page.phase).to.equal('idle')
    expect(sessionStorage).to.have.length(0)
  })

  for (const [title, attributes] of Object.entries<Attributes>({
    'another total': { total: '30.00' },
    'other metadata': { 'metadata-1': 'order-8' },
    'another backend': { 'base-url': '/elsewhere' },
    'a signed order': { order: toToken({ total: '25.00' }) },
  }))
    it(`does not take it for ${title}`, async () => {
      const before = stage.show()
      await before.wait()
      const page = reload(before, attributes)
      await page.open()
      expect(page.phase).to.equal('phone')
    })

  it('takes an order that is signed anew for the same, and another one for another', async () => {
    const before = stage.show({ order: toToken({ jti: 'ord_1', total: '12.00', metadata_1: 'order-7' }) })
    await before.wait()
    const same = reload(before, { order: toToken({ jti: 'ord_2', total: '12.00', metadata_1: 'order-7' }) })
    await same.reach('waiting')
    const other = reload(same, { order: toToken({ jti: 'ord_3', total: '12.00', metadata_1: 'order-8' }) })
    await other.open()
    expect(other.phase).to.equal('phone')
  })

  it('goes on once the page says what is asked for, however late', async () => {
    const before = stage.show()
    await before.wait()
    const page = reload(before, { total: '' })
    await page.button.updateComplete
    expect(page.phase).to.equal('idle')
    page.button.total = '25.00'
    await page.reach('waiting')
  })

  for (const [title, state] of Object.entries<(page: ButtonPage, late: string) => void>({
    'the backend': ({ button }, late) => void (button.baseUrl = late),
    'the id': ({ button }) => void (button.id = 'pay'),
  }))
    it(`goes on once the page says ${title}, however late`, async () => {
      const { baseUrl } = stage.backend
      const before = stage.show({ id: title === 'the id' ? 'pay' : '' })
      await before.wait()
      const page = reload(before, { id: '', 'base-url': title === 'the id' ? baseUrl : '/elsewhere' })
      await page.button.updateComplete
      expect(page.phase).to.equal('idle')
      state(page, baseUrl)
      page.button.requestUpdate()
      await page.reach('waiting')
    })

  it('knows the address that the page gave itself meanwhile', async () => {
    const { href } = location
    const before = stage.show()
    await before.wait()
    const to = new URL(href)
    to.searchParams.set('step', 'pay')
    history.replaceState(null, '', to)
    const page = reload(before)
    await page.reach('waiting')
    page.die()
    history.replaceState(null, '', href)
    const elsewhere = stage.show()
    await elsewhere.button.updateComplete
    expect(elsewhere.phase).to.equal('idle')
  })

  it('gives each of several buttons its own', async () => {
    const twins = () => [stage.show(), stage.show(), stage.show({ id: 'third' })]
    const before = twins()
    await before[1]?.wait()
    await isListening()
    stage.backend.set({ status: 'CONFIRM', verifying: true })
    await before[1]?.reach('verifying')
    await before[1]?.press('Close')
    await before[2]?.wait()
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
    const kept = sessionStorage.getItem('athm-button') ?? ''
    for (const page of before) page.remove()
    sessionStorage.setItem('athm-button', kept)
    const heard = stage.backend.of('events').length
    const [first, second, third] = twins()
    await second?.reach('verifying')
    await third?.reach('waiting')
    expect(first?.phase).to.equal('idle')
    const secrets = () =>
      new Set(
        stage.backend
          .of('events')
          .slice(heard)
          .map(({ headers }) => headers.get('authorization')),
      )
    await until(
      () => secrets().size === 2,
      () => [...secrets()].join(', '),
    )
  })

  it('opens what goes on, not another payment, for a customer who is faster than the dialog', async () => {
    const before = stage.show()
    await before.wait()
    const page = reload(before)
    page.button.open()
    await page.reach('waiting')
    expect(page.root.querySelector('#phone')).to.equal(null)
  })
})
