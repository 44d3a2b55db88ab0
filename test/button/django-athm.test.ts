import { expect } from 'chai'
import { restore, stub, type SinonStub } from 'sinon'
import { en } from '../../src/texts/en.ts'
import { es } from '../../src/texts/es.ts'
import { htmlPage, REFERENCE } from './mocks/backend.ts'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

const ECOMMERCE_ID = '0ab257f5-3837-11ed-855f-9b4af5a393ce'

/** What a django-athm backend says of its payment. */
interface Told {
  status: string
  reference_number: string | null
}

describe('a button whose backend is django-athm', () => {
  const stage = setStage()
  let told: Told
  let errors: SinonStub
  const sent = (route: string) => stage.backend.of(route)

  beforeEach(() => {
    errors = stub(console, 'error')
    stub(console, 'warn')
    told = { status: 'OPEN', reference_number: null }
    const { answers } = stage.backend
    for (const route of ['config', 'events']) answers.set(route, () => htmlPage(404))
    answers.set('initiate', () => Response.json({ ecommerce_id: ECOMMERCE_ID, status: 'OPEN' }))
    answers.set('status', () => Response.json(told))
    answers.set('cancel', () => {
      told.status = 'CANCEL'
      return Response.json({ status: 'cancelled' })
    })
    answers.set('authorize', () => {
      told = { status: 'COMPLETED', reference_number: REFERENCE }
      return Response.json(told)
    })
  })
  afterEach(() => {
    restore()
    document.cookie = 'csrftoken=; path=/; max-age=0'
  })

  it('pays: looks, authorizes what was confirmed, and tells its events in order', async () => {
    const page = stage.show({ 'success-url': '/thanks', 'metadata-1': 'order-1' })
    await page.wait()
    told.status = 'CONFIRM'
    await page.reach('completed')
    expect(page.text).to.contain(REFERENCE).and.contain('$25.00')
    expect(page.names.join(' ')).to.equal(
      'open beforeinitiate statuschange initiated statuschange confirmed statuschange completed',
    )
    for (const { name, detail } of page.heard.slice(0, -2))
      expect(JSON.stringify(detail), name).to.not.contain(ECOMMERCE_ID)
    expect(page.detail('completed')).to.include({
      status: 'COMPLETED',
      total: '25.00',
      ecommerceId: ECOMMERCE_ID,
      referenceNumber: REFERENCE,
    })
    expect(sent('authorize').map(({ body }) => body)).to.deep.equal([{ ecommerce_id: ECOMMERCE_ID }])
    expect(sent('events')).to.deep.equal([])
    await until(() => page.button.wentTo.length > 0)
    expect(page.button.wentTo[0]).to.contain(`reference_number=${REFERENCE}&ecommerce_id=${ECOMMERCE_ID}`)
  })

  it('counts down from its timeout', async () => {
    const page = stage.show({ timeout: '300' })
    await page.wait()
    expect(page.find('[part~="time"]').textContent?.trim()).to.match(/^(5:00|4:5\d)$/)
  })

  it('sends the CSRF token of the cookie that is there now, unless the page states one', async () => {
    document.cookie = 'csrftoken=from-the-cookie; path=/'
    const page = stage.show()
    await page.wait()
    document.cookie = 'csrftoken=after-a-login; path=/'
    told.status = 'CONFIRM'
    await page.reach('completed')
    const [initiate, authorize] = [sent('initiate'), sent('authorize')].map((requests) =>
      requests[0]?.headers.get('x-csrftoken'),
    )
    expect([initiate, authorize]).to.deep.equal(['from-the-cookie', 'after-a-login'])
    told = { status: 'OPEN', reference_number: null }
    page.remove()
    await stage.show({ 'csrf-token': 'stated' }).wait()
    expect(sent('initiate').at(-1)?.headers.get('x-csrftoken')).to.equal('stated')
  })

  it('keeps the cookie’s token from a backend on another origin', async () => {
    document.cookie = 'csrftoken=from-the-cookie; path=/'
    await stage.show({ 'base-url': `https://elsewhere.example${stage.backend.baseUrl}` }).wait()
    expect(sent('initiate')[0]?.headers.get('x-csrftoken')).to.equal(null)
  })

  for (const [lang, sentence] of [
    ['es', es.errors.server],
    ['en', en.errors.server],
  ] as const) {
    it(`turns every page of HTML into a plain sentence: ${lang}`, async () => {
      for (const status of [200, 403, 500, 502]) {
        stage.backend.answers.set('initiate', () => htmlPage(status))
        const page = stage.show({ lang })
        await page.submit()
        await page.reach('phone')
        expect(page.text, String(status)).to.contain(sentence).and.not.contain('RAW')
        page.remove()
      }
    })
  }

  it('shows no word of an error of that backend, and writes none on the console', async () => {
    stage.backend.answers.set('initiate', () =>
      Response.json({ error: 'RAW duplicate key' }, { status: 500 }),
    )
    const page = stage.show()
    await page.submit()
    await page.reach('phone')
    expect(page.text).to.contain(en.errors.server).and.not.contain('RAW')
    expect(errors.args.flat().join(' ')).to.contain('answered 500').and.not.contain('RAW')
  })

  it('verifies what nobody can tell, and never calls it paid or failed', async () => {
    stage.backend.answers.set('authorize', () => Response.json({ error: 'Timeout' }, { status: 500 }))
    const page = stage.show()
    await page.wait()
    told.status = 'CONFIRM'
    await page.reach('verifying')
    expect(page.title).to.equal(en.verifying)
    expect(page.names).to.not.include.members(['completed', 'failed'])
    told = { status: 'COMPLETED', reference_number: REFERENCE }
    await page.reach('completed')
  }).timeout(15_000)

  it('does not believe the word "cancelled" of a payment that is not', async () => {
    let tries = 0
    stage.backend.answers.set('cancel', () => {
      if (++tries > 1) told.status = 'CANCEL'
      return Response.json({ status: 'cancelled' })
    })
    const page = stage.show()
    await page.wait()
    page.button.cancel()
    await until(() => tries === 1)
    expect(page.names).to.not.include('cancelled')
    await page.reach('cancelled')
    expect(tries).to.equal(2)
    expect(page.names.filter((name) => name === 'cancelled')).to.have.length(1)
  })

  it('goes on looking while the page is hidden, since nobody else authorizes', async () => {
    const page = stage.show()
    await page.wait()
    const hidden = stub(document, 'hidden').get(() => true)
    told.status = 'CONFIRM'
    await page.reach('completed')
    hidden.restore()
  }).timeout(15_000)

  it('sends again, after a reload as before it, what was answered with a page of HTML', async () => {
    const answer = stage.backend.answers.get('initiate')
    stage.backend.answers.set('initiate', () => htmlPage(403))
    const before = stage.show()
    await before.submit()
    await before.reach('phone')
    await before.press('Close')
    before.die()
    const page = stage.show()
    await page.submit()
    await page.reach('phone')
    expect(page.text).to.contain(en.errors.server)
    expect(sent('initiate')).to.have.length(2)
    if (answer) stage.backend.answers.set('initiate', answer)
    await page.press('Continue')
    await page.reach('waiting')
  })

  it('sends no second request by itself after one that nobody answered', async () => {
    stage.backend.answers.set('initiate', () => Response.error())
    const page = stage.show()
    await page.submit()
    await page.reach('phone')
    expect(page.text).to.contain(en.errors.uncreated)
    expect(sent('initiate')).to.have.length(1)
    stage.backend.answers.set('initiate', () => Response.json({ ecommerce_id: ECOMMERCE_ID, status: 'OPEN' }))
    await page.press('Continue')
    await page.reach('waiting')
  })
})
