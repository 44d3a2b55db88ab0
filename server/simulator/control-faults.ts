/** `control/faults`: arm one, list them, disarm all. */

import { allow, isClear, readOwnBody } from './control-request.ts'
import type { Fault } from './fault.ts'
import { parseFault } from './fault-request.ts'
import type { ArmedFault, Faults } from './faults.ts'
import type { Fields } from './fields.ts'
import { answerJson, ControlError } from './responses.ts'

/** Answers GET, POST and DELETE, each with what is armed afterwards. `{"clear": true}` disarms as DELETE does. */
export async function answerFaults(faults: Faults, request: Request): Promise<Response> {
  allow(request, 'GET', 'POST', 'DELETE')
  if (request.method !== 'GET') {
    const body = await readOwnBody(request)
    if (request.method === 'DELETE' || isClear(body)) faults.clear()
    else faults.add(toFault(body))
  }
  return answerJson(200, { faults: faults.list().map(toFaultView) })
}

/** The body spells as JSON does, `athm_code`; what is spelt otherwise is no field of it. */
function toFault({ athm_code: athmCode, ...body }: Fields): Fault {
  if ('athmCode' in body) throw new ControlError(400, 'unknown_field', 'The field is spelt athm_code.')
  return parseFault({ ...body, athmCode })
}

function toFaultView({ id, fault, left, seen, hits }: ArmedFault): object {
  const { athmCode, count, ...rest } = { athmCode: undefined, ...fault }
  return {
    id,
    ...rest,
    ...(athmCode !== undefined && { athm_code: athmCode }),
    ...(count !== undefined && { count, left }),
    seen,
    hits,
  }
}
