/** The commands that talk to ATH Móvil need the one that the server talks to. */

import { OptionsError } from '../options.ts'
import type { OpenBackend } from './open-backend.ts'

/** Throws an OptionsError when ATH Móvil's place is taken by a simulator in this very process, which knows of no payment. */
export function needUpstream({ simulator }: OpenBackend): void {
  if (!simulator) return
  throw new OptionsError(
    "The sandbox's simulator lives in the server's own process: set ATHM_UPSTREAM_URL=http://localhost:8787/simulator.",
  )
}
