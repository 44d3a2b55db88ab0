/** What is being done when the server dies. */

import type { PaymentView } from '../../src/protocol/index.ts'
import { PRICE, type Page } from './page.ts'
import type { Act } from './upstream.ts'

/** How a run has to end, besides that both books agree. */
export interface Ending {
  /** What the last payment may be. */
  readonly statuses: readonly PaymentView['status'][]
  /** How many payments are captured upstream, if that is certain. */
  readonly captures?: number
  /** A refund may have been sent: at most this many cents. */
  readonly refundedAtMost?: number
}

/** Something that a customer or a shop does, from its beginning to its end. */
export interface Flow {
  readonly phone: string
  /** What the customer does with each ticket; null: nothing, or the phone acts by itself. */
  readonly act: Act | null
  /** The simulator's webhooks reach the server. */
  readonly webhooks?: boolean
  /** Each event's first try fails. */
  readonly frailHandlers?: boolean
  /** From where points count; from when the server is up unless said. */
  readonly pointsFrom?: 'start' | 'prepared'
  /** What comes before the points count. */
  readonly prepare?: (page: Page) => Promise<PaymentView>
  readonly drive: (page: Page, prepared: PaymentView | undefined) => Promise<void>
  readonly ending: Ending
}

const WAITS = '7875550100'
const PAID: Ending = { statuses: ['COMPLETED'], captures: 1 }

/** Pays, as often as it takes: a creation that nobody knows anything of ends, and the customer tries again. */
async function pay(page: Page, meanwhile?: (begun: Awaited<ReturnType<Page['begin']>>) => Promise<void>) {
  for (;;) {
    const begun = await page.begin()
    await meanwhile?.(begun)
    const view = await page.follow(begun)
    if (view.code === 'create_unknown') continue
    const again = await page.repeat(begun)
    if (again.paymentId !== begun.paymentId || again.secret !== begun.secret)
      throw new Error('the same key brought another payment')
    return view
  }
}

const drivePay = async (page: Page): Promise<void> => void (await pay(page))
const driveCancel = async (page: Page): Promise<void> => void (await pay(page, (begun) => page.cancel(begun)))

/** All flows, by the name that `--flows` takes. */
export const FLOWS: Readonly<Record<string, Flow>> = {
  start: { phone: WAITS, act: 'confirm', pointsFrom: 'start', drive: drivePay, ending: PAID },
  pay: { phone: WAITS, act: 'confirm', drive: drivePay, ending: PAID },
  webhook: { phone: WAITS, act: 'confirm', webhooks: true, drive: drivePay, ending: PAID },
  'authorize-500': { phone: '7875550106', act: null, drive: drivePay, ending: PAID },
  'authorize-silent': { phone: '7875550107', act: null, drive: drivePay, ending: PAID },
  refused: { phone: '7875550108', act: null, drive: drivePay, ending: { statuses: ['FAILED'], captures: 0 } },
  cancel: { phone: WAITS, act: null, drive: driveCancel, ending: { statuses: ['CANCEL'], captures: 0 } },
  race: { phone: WAITS, act: 'confirm', drive: driveCancel, ending: { statuses: ['CANCEL', 'COMPLETED'] } },
  expire: {
    phone: WAITS,
    act: 'expire',
    webhooks: true,
    drive: drivePay,
    ending: { statuses: ['CANCEL', 'EXPIRED'], captures: 0 },
  },
  events: { phone: WAITS, act: 'confirm', frailHandlers: true, drive: drivePay, ending: PAID },
  refund: {
    phone: WAITS,
    act: 'confirm',
    pointsFrom: 'prepared',
    prepare: (page) => pay(page),
    async drive(page, prepared) {
      await page.refund(prepared?.reference_number ?? '')
    },
    ending: { ...PAID, refundedAtMost: PRICE.refundCents },
  },
}
