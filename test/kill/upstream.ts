/** ATH Móvil's side of a run: what the simulator's books say, and the customer with the phone. */

import { setTimeout as wait } from 'node:timers/promises'

/** How often the customer looks at the phone. */
const LOOK_EVERY_MS = 30

/** What the customer, or time, does to every ticket that appears, wanted or not. */
export type Act = 'confirm' | 'expire'

/** The simulator's books, of one run. Amounts are cents. */
export interface UpstreamBooks {
  readonly captures: readonly { readonly ecommerceId: string; readonly cents: number }[]
  readonly refunds: readonly { readonly ecommerceId: string; readonly cents: number }[]
}

/** One run's part of a simulator, which serves one run after the other. */
export interface UpstreamSide {
  /** Acts on this run's tickets, and passes webhooks on to the server, each once, until the signal aborts. */
  play(options: { act: Act | null; webhooksTo: string | null; signal: AbortSignal }): Promise<void>
  readBooks(): Promise<UpstreamBooks>
}

interface Ledger {
  readonly movements: readonly { type: 'payment' | 'refund'; ecommerceId: string; totalCents: number }[]
  readonly webhooks: readonly { ecommerceId: string; body: unknown }[]
}

/** Begins a run: what the simulator holds already is not this run's. */
export async function openUpstreamSide(simulatorUrl: string): Promise<UpstreamSide> {
  const ask = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${simulatorUrl}/control/${path}`)).json()) as T
  const readTickets = async () =>
    (await ask<{ tickets: { ecommerceId: string; status: string }[] }>('tickets')).tickets
  const older = new Set((await readTickets()).map(({ ecommerceId }) => ecommerceId))
  const isOurs = ({ ecommerceId }: { ecommerceId: string }): boolean => !older.has(ecommerceId)
  const passedOn = new Set<string>()

  async function actOnTickets(act: Act): Promise<void> {
    for (const { ecommerceId } of (await readTickets())
      .filter(isOurs)
      .filter(({ status }) => status === 'OPEN')) {
      await fetch(`${simulatorUrl}/control/tickets/${ecommerceId}/${act}`, { method: 'POST' })
    }
  }

  async function passWebhooksOn(to: string): Promise<void> {
    for (const { body } of (await ask<Ledger>('ledger')).webhooks.filter(isOurs)) {
      const text = JSON.stringify(body)
      if (passedOn.has(text)) continue
      passedOn.add(text)
      const headers = { 'content-type': 'application/json' }
      // A webhook that finds nobody is lost: nothing says that ATH Móvil sends it again.
      await fetch(to, { method: 'POST', headers, body: text }).catch(() => {})
    }
  }

  return {
    async play({ act, webhooksTo, signal }) {
      while (!signal.aborted) {
        if (act !== null) await actOnTickets(act)
        if (webhooksTo !== null) await passWebhooksOn(webhooksTo)
        await wait(LOOK_EVERY_MS)
      }
    },
    async readBooks() {
      const ours = (await ask<Ledger>('ledger')).movements.filter(isOurs)
      const select = (wanted: string) =>
        ours
          .filter(({ type }) => type === wanted)
          .map(({ ecommerceId, totalCents: cents }) => ({ ecommerceId, cents }))
      return { captures: select('payment'), refunds: select('refund') }
    },
  }
}
