/** `athm.doctor()`: looks at everything that a shop's payments stand on, and says what to do. */

import type { Context } from '../context.ts'
import { ATH_MOVIL_URLS } from '../athmovil/node-http.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import type { SubscribeSettings } from '../webhooks/subscribe.ts'
import { checkBacklog } from './backlog.ts'
import { fail, type Check, type Doctor } from './check.ts'
import { checkClock } from './clock.ts'
import { checkDatabase, toUnopened } from './database.ts'
import { knock } from './knock.ts'
import { checkListener } from './listener.ts'
import { checkNodeVersion, checkSecrets, type SecretSettings } from './secrets.ts'
import { checkUpstream } from './upstream.ts'

/** What of the settings is looked at. */
export interface DoctorSettings extends SubscribeSettings, SecretSettings {
  readonly mode: 'sandbox' | 'live'
  readonly database: string
}

/** Builds the doctor of a backend. */
export function createDoctor(
  opening: Promise<{ readonly deps: PaymentDeps }>,
  { clock }: Context,
  settings: DoctorSettings,
): Doctor {
  return async () => {
    const settled = [checkNodeVersion(), ...checkSecrets(settings)]
    const checks = await opening.then(
      async ({ deps }) => [...settled, ...(await checkOpened(deps, settings))],
      (error: unknown) => [...settled, toUnopened(error)],
    )
    const isHealthy = checks.every(({ state }) => state !== 'failure')
    return { isHealthy, mode: settings.mode, at: new Date(clock.now()), checks }
  }
}

async function checkOpened(deps: PaymentDeps, settings: DoctorSettings): Promise<Check[]> {
  const isLive = settings.mode === 'live'
  const parts: readonly (readonly [name: string, check: Promise<Check | Check[]>])[] = [
    ['database', checkDatabase(deps, settings.database, isLive)],
    ['clock', checkClock(deps, isLive ? () => askTime(deps, settings) : null)],
    ['upstream', checkUpstream(deps, isLive)],
    ['webhook', checkListener(deps, settings)],
    ['backlog', checkBacklog(deps)],
  ]
  const checks = await Promise.all(
    parts.map(([name, check]) => check.catch((error: unknown) => toBroken(name, error))),
  )
  return checks.flat()
}

/** One check that fails must not take the others with it. */
function toBroken(name: string, error: unknown): Check {
  return fail(
    name,
    `This could not be looked at: ${String(error)}`,
    'Run it again; if it stays, look into the log.',
  )
}

/** What time it is at ATH Móvil, by the header of any answer: to the second. */
async function askTime({ clock }: PaymentDeps, { lookUpHost }: DoctorSettings): Promise<number | null> {
  const rules = { clock, lookUp: lookUpHost, allowsLoopback: false }
  return (await knock(new URL(ATH_MOVIL_URLS.payments), rules)).saidAt
}
