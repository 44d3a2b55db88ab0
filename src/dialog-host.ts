/** What the dialog and the button know of each other. The dialog is fetched on first use; this is what they agree on. */

import type { ReactiveControllerHost, TemplateResult } from 'lit'
import type { ConfigView, Lang } from './protocol/messages.ts'
import type { Setup } from './setup.ts'
import type { AthmTexts } from './texts/own.ts'

/** What the dialog asks of its button. */
export interface DialogHost {
  /** The element: what the page wrote on it, and where its events begin. */
  readonly element: ReactiveControllerHost & HTMLElement & DialogSetup
  readonly lang: Lang
  /** What the backend said of itself; empty before it said anything. */
  readonly config: Partial<ConfigView>
  readonly baseUrl: string
  /** Goes to another page. */
  navigate(url: URL): void
  /** Tells the form whether it was paid, and with what reference number. */
  settle(isPaid: boolean, reference: string | null): void
}

/** What a page states of a payment and of its dialog. */
export interface DialogSetup extends Setup {
  readonly phoneNumber: string | null
  readonly businessName: string
  readonly successUrl: string
  readonly failureUrl: string
  readonly csrfToken: string
  readonly texts: AthmTexts | null | undefined
}

/** What the button asks of its dialog. */
export interface Dialog {
  /** Where the checkout is, such as `waiting`; still `completed` after a payment's dialog was closed. */
  readonly phase: string
  open(): void
  close(): void
  cancel(): void
  /** Forgets what was paid: the form begins anew. */
  reset(): void
  render(): TemplateResult
  /** Called after each rendering. */
  updated(): void
  connected(): void
  disconnected(): void
  /** Called when the button is in another document, and in the one that it was made in again. */
  adopted(): void
}

/** The dialog's module. */
export interface DialogModule {
  createDialog(host: DialogHost): Dialog
}
