/** What `athm-button simulator` is told, read. */

import { parseArgs } from 'node:util'
import { OptionsError, readAddress, readSimulatorDialect, type Address } from '../options.ts'
import { FIRST_BUSINESS } from '../simulator/business.ts'
import { MAX_SEED } from '../simulator/dice.ts'
import { DIALECTS, type Dialect } from '../simulator/dialects.ts'
import type { SimulatorOptions } from '../simulator/simulator.ts'

const OPTIONS = {
  host: { type: 'string' },
  port: { type: 'string' },
  seed: { type: 'string' },
  businesses: { type: 'string' },
  dialect: { type: 'string' },
  latency: { type: 'string' },
  speed: { type: 'string' },
  db: { type: 'string' },
  json: { type: 'boolean' },
} as const

const MAX_BUSINESSES = 100
const MAX_NAME_LENGTH = 100
const MAX_LATENCY_MS = 60_000
const MAX_SPEED = 10_000

/** The command's settings. */
export interface SimulatorSettings {
  readonly address: Address
  readonly simulator: SimulatorOptions
  /** How many of the simulator's seconds pass in one real second; null: as many as before. */
  readonly speed: number | null
  /** The file in which it is kept; null: in memory. */
  readonly db: string | null
  /** For machines: one line. */
  readonly json: boolean
}

/** Reads arguments. Throws an OptionsError, or what parseArgs throws, with a sentence for the first that is wrong. */
export function readSimulatorOptions(args: readonly string[]): SimulatorSettings {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  const { seed, businesses, dialect, latency, speed, db, json = false } = values
  return {
    address: readAddress(undefined, values),
    simulator: {
      ...(seed !== undefined && { seed: readWhole('--seed', seed, MAX_SEED) }),
      ...(businesses !== undefined && { businesses: readNames(businesses).map((name) => ({ name })) }),
      ...readDialect('--dialect', dialect),
      latencyMs: readWhole('--latency', latency ?? '0', MAX_LATENCY_MS),
    },
    speed: speed === undefined ? null : readSpeed(speed),
    db: db === undefined ? null : readPath(db),
    json,
  }
}

/**
 * Reads the dialect of a simulator: what was given under a name, else ATHM_SIMULATOR_DIALECT, else none. Throws an
 * OptionsError for a word that is none.
 */
export function readDialect(name?: string, given?: string): { readonly dialect?: Dialect } {
  const text = given ?? readSimulatorDialect()
  if (text === undefined) return {}
  const dialect = DIALECTS.find((each) => each === text)
  if (dialect) return { dialect }
  const setting = given === undefined ? 'ATHM_SIMULATOR_DIALECT' : name
  throw new OptionsError(`${setting} must be one of ${DIALECTS.join(', ')}.`)
}

function readWhole(name: string, text: string, max: number): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= max) return Number(text)
  throw new OptionsError(`${name} must be a whole number from 0 to ${max}.`)
}

function readSpeed(text: string): number {
  const speed = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : 0
  if (speed > 0 && speed <= MAX_SPEED) return speed
  throw new OptionsError(`--speed must be a number more than 0 and at most ${MAX_SPEED}.`)
}

function readPath(text: string): string {
  if (text.trim() !== '' && !text.startsWith(':')) return text
  throw new OptionsError('--db must be the path of a file.')
}

/** A number of businesses, or their names. */
function readNames(text: string): readonly string[] {
  if (/^\d+$/.test(text)) {
    const count = Number(text)
    if (count < 1 || count > MAX_BUSINESSES)
      throw new OptionsError(`--businesses must be 1 to ${MAX_BUSINESSES}.`)
    return Array.from({ length: count }, (_, index) =>
      index === 0 ? FIRST_BUSINESS.name : `Negocio ${index + 1}`,
    )
  }
  const names = text.split(',').map((name) => name.trim())
  const isFit = names.every((name) => name !== '' && name.length <= MAX_NAME_LENGTH)
  if (isFit && names.length <= MAX_BUSINESSES && new Set(names).size === names.length) return names
  throw new OptionsError(
    `--businesses must be a number, or different names with commas between them, such as 'Café,Librería'.`,
  )
}
