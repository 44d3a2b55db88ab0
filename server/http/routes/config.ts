/** `GET api/config/`: what a page may know before anybody pays. */

import { formatDollars, LIMITS, MAX_TOTAL, MIN_TOTAL, type ConfigView } from '../../../src/protocol/index.ts'
import type { HttpDeps } from '../deps.ts'

/** Answers with the mode, the business, the limits, and whether ATH Móvil can be reached. */
export function answerConfig(deps: HttpDeps): Response {
  const view: ConfigView = {
    mode: deps.http.mode,
    business_name: deps.http.businessName,
    limits: {
      min_total: formatDollars(MIN_TOTAL),
      max_total: formatDollars(MAX_TOTAL),
      min_timeout: LIMITS.minTimeoutS,
      max_timeout: LIMITS.maxTimeoutS,
      metadata_length: LIMITS.metadataLength,
    },
    orders_required: !deps.http.allowClientTotals && deps.http.resolveOrder === null,
    available: deps.isUpstreamAvailable(),
  }
  return Response.json(view)
}
