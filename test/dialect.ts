/** The dialect that the backend's tests have their simulator speak: `npm test -- --dialect 2020`. */

import { DIALECTS, type Dialect } from '../server/simulator/dialects.ts'

/** The variable that carries it, which is that of the commands, too. */
export const DIALECT_VARIABLE = 'ATHM_SIMULATOR_DIALECT'

/** The dialect that was asked for; undefined is the simulator's default. */
export const DIALECT: Dialect | undefined = readDialect(process.env[DIALECT_VARIABLE])

/** Reads the name of a dialect. Throws for a stranger. */
export function readDialect(name: string | undefined): Dialect | undefined {
  if (name === undefined || name === '') return undefined
  const dialect = DIALECTS.find((each) => each === name)
  if (!dialect) throw new Error(`There is no dialect "${name}" here: ${DIALECTS.join(', ')}.`)
  return dialect
}
