/** `athm.webhooks`, as the shop's own code sees it. */

/** A body that the shop's framework has read already: as it came, not parsed. */
export interface ReadBody {
  readonly body: Uint8Array | string
  readonly contentType?: string | null | undefined
}

/** An address that ATH Móvil may deliver to, as it may be shown. */
export interface CheckedWebhook {
  /** Without its secret: `https://shop.example/athm/webhook/…/`. */
  readonly url: string
  /** Sentences about what is allowed, but hardly meant. */
  readonly warnings: readonly string[]
}

/** An address that ATH Móvil delivers to from now on. */
export interface InstalledWebhook extends CheckedWebhook {
  readonly installedAt: Date
}

/** The ends of a delivery that came to nothing, and may come to something the next time. */
export type FailedState = 'unmatched' | 'unverified' | 'malformed'

/** Which deliveries: one by its id, or all in a state; all that failed or are stuck when nothing is said. */
export interface ReprocessRequest {
  readonly id?: string | undefined
  /** `all`: every state above, and what is stuck with an error. */
  readonly state?: FailedState | 'all' | undefined
}

/** What was put back in line, and what becomes of it. */
export interface Reprocessing {
  /** How many deliveries are in line again. */
  readonly queued: number
  /** How many were left alone, because their body isn't kept any more. */
  readonly skipped: number
  /** What has become of them by now. */
  progress(): Promise<ReprocessProgress>
}

/** How far it is. */
export interface ReprocessProgress {
  /** How many are still under way. */
  readonly waiting: number
  /** How many are over, by what became of them. */
  readonly states: Readonly<Partial<Record<FailedState | 'applied' | 'duplicate' | 'ignored', number>>>
}

/** The deliveries of a backend. */
export interface Webhooks {
  /**
   * Takes a delivery that came by a route of your own, and resolves with the answer to send: 200, whatever it says; 413 for
   * more than 64 KB; 405 to a GET; 503 if it can't be stored. Never rejects. A framework that has read the body hands over
   * `{ body, contentType }`, with the body as it came: text or bytes, not parsed.
   */
  receive(delivery: Request | ReadBody): Promise<Response>
  /**
   * Has ATH Móvil deliver all six kinds of webhooks to this address, or to the option `webhookUrl`, **and to no other**: an
   * earlier listener of the account is replaced. An address that ends in `/webhook/` gets the newest token. Rejects with
   * `invalid_url`, with ATH Móvil's refusal, or with `upstream_…` when it could not be asked.
   */
  install(url?: string): Promise<InstalledWebhook>
  /** Reads an address as `install` would, and changes nothing. Rejects with `invalid_url`. */
  check(url?: string): Promise<CheckedWebhook>
  /**
   * Puts deliveries back in line that failed, could not be matched, or are stuck; the watcher works them off. Rejects with
   * `webhook_not_found` for an id that is none of them.
   */
  reprocess(request?: ReprocessRequest): Promise<Reprocessing>
}
