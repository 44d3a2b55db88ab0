/** What the simulator's website is made of. */

import type { AdjustableClock } from '../context.ts'
import type { Send } from '../athmovil/transport.ts'
import type { Faults } from './faults.ts'
import type { Keeper } from './keeper.ts'
import type { World } from './world.ts'

/** The state behind the website, and where it is mounted. */
export interface Site {
  readonly world: World
  readonly clock: AdjustableClock
  readonly send: Send
  readonly faults: Faults
  readonly keeper: Keeper
  /** Answers with what changes from now on. */
  readonly live: (request: Request) => Response
  readonly basePath: string
}
