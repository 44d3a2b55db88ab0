/**
 * Properties: statements held against many random values. A failure prints its seed and path; to replay it, run the
 * same tests with them, as in `ATHM_TEST_SEED=1234 ATHM_TEST_PATH=56:0 npm test -- node money`. The path belongs to
 * one property, so with a path that property's file should be the only one.
 */

import * as fc from 'fast-check'

/** Holds a property against random values, 1000 unless told otherwise. Throws with the shortest counter-example. */
export function assertProperty<T>(property: fc.IProperty<T> | fc.IPropertyWithHooks<T>, runs = 1000): void {
  fc.assert(property, toParameters<T>(runs))
}

/** The same for a property that has to wait, against 100 values unless told otherwise. */
export async function assertAsyncProperty<T>(property: fc.IAsyncProperty<T>, runs = 100): Promise<void> {
  await fc.assert(property, toParameters<T>(runs))
}

function toParameters<T>(numRuns: number): fc.Parameters<T> {
  const seed = process.env['ATHM_TEST_SEED']
  const path = process.env['ATHM_TEST_PATH']
  return {
    numRuns,
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path !== undefined && { path }),
  }
}
