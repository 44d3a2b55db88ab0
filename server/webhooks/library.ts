/** Builds `athm.webhooks`. */

import type { Context } from '../context.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import type { Inbox } from './inbox.ts'
import type { ListenerUrl } from './listener-url.ts'
import { receive } from './own-route.ts'
import { reprocess } from './reprocess.ts'
import { checkListener, subscribe, type SubscribeSettings } from './subscribe.ts'
import type { CheckedWebhook, InstalledWebhook, Webhooks } from './webhooks.ts'

/** What the functions need besides the open database. */
export interface WebhookOptions {
  readonly context: Context
  readonly settings: SubscribeSettings
  /** Has the backend wait for a promise before it closes the database. */
  readonly track: <T>(promise: Promise<T>) => Promise<T>
}

/** Builds the functions. They wait for the database by themselves. */
export function createWebhooks(
  opening: Promise<{ readonly deps: PaymentDeps; readonly inbox: Inbox }>,
  { context, settings, track }: WebhookOptions,
): Webhooks {
  const toShown = ({ masked, warnings }: ListenerUrl): CheckedWebhook => ({ url: masked, warnings })

  async function install(url: string | undefined): Promise<InstalledWebhook> {
    const { deps } = await opening
    const listener = await checkListener(deps, url, settings)
    const { installedAt } = await subscribe(deps, listener)
    return { ...toShown(listener), installedAt: new Date(installedAt) }
  }

  return {
    receive: (delivery) => track(receive(context, opening, delivery)),
    install: (url) => track(install(url)),
    check: async (url) => toShown(await checkListener(context, url, settings)),
    reprocess: (request = {}) => track(opening.then(({ deps }) => reprocess(deps, request))),
  }
}
