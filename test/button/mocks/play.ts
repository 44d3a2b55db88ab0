/** Brings a button to a moment, with MSW in the backend's place. */

import { toTexts } from '../../../src/texts/index.ts'
import type { Act, Moment } from '../../moments.ts'
import { refusal } from './backend.ts'
import { toToken } from './order-token.ts'
import { until, type ButtonPage } from './page.ts'
import type { Stage } from './stage.ts'

const never = () => new Promise<Response>(() => {})

/** Plays the moment to its end, in English, and returns its page. */
export async function play(stage: Stage, moment: Moment): Promise<ButtonPage> {
  const { backend } = stage
  const { creation, config, order, attributes } = moment
  backend.config = { ...backend.config, ...config }
  if (creation) backend.answers.set('initiate', creation === 'never' ? never : () => refusal(422, creation))
  if (moment.isDeaf) backend.answers.set('cancel', never)
  const page = stage.show({ ...(order && { order: toToken(order) }), ...attributes })
  await until(() => backend.of('config').length > 0)
  for (const act of moment.does) {
    await doIt(page, act)
    if (act === 'next' && moment.does.includes('number') && !creation) await bring(stage, page, moment)
  }
  await page.reach(moment.phase)
  await until(
    () => (config?.mode === 'sandbox') === (page.root.querySelector('[part=badge]') !== null),
    () => 'the badge',
  )
  await until(() => config?.available !== false || page.root.querySelector('[part=unavailable]') !== null)
  await page.button.updateComplete
  return page
}

async function doIt(page: ButtonPage, act: Act): Promise<void> {
  switch (act) {
    case 'open':
      return page.open()
    case 'number':
      return page.type('7875550101')
    case 'half a number':
      return page.type('78755501')
    case 'a wrong amount':
      return page.type('900', '#amount')
    case 'items':
      return page.find('summary').click()
    default:
      return page.press(toTexts('en')[act])
  }
}

/** What becomes of the payment, once somebody is listening. */
async function bring({ backend }: Stage, page: ButtonPage, moment: Moment): Promise<void> {
  await page.reach('waiting')
  await until(() => backend.of('events').length > 0)
  const { secondsLeft, view } = moment
  if (secondsLeft !== undefined)
    backend.set({ expires_at: new Date(Date.now() + secondsLeft * 1000).toISOString() })
  if (view) backend.set(view)
  if (!moment.isAway) return
  backend.answers.set('events', () => Response.error())
  backend.closeStreams()
  await until(() => page.root.querySelector('[part=away]') !== null)
}
