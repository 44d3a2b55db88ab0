/**
 * Properties: statements held against many random values. A failure prints its seed and path; to replay it, run the
 * same tests with them, as in `ATHM_TEST_SEED=1234 ATHM_TEST_PATH=56:0 npm test -- node money`. The path belongs to
 * one property, so with a path that property's file should be the only one.
 */

import * as fc from 'fast-check'

/** Holds a property against random values, 1000 unless told otherwise. Throws with the shortest counter-example. */
export function assertProperty<T>(property: fc.IProperty<T> | fc.IPropertyWithHooks<T>, runs = 1000): void {
  const seed = process.env['ATHM_TEST_SEED']
  const path = process.env['ATHM_TEST_PATH']
  fc.assert(property, {
    numRuns: runs,
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path !== undefined && { path }),
  })
}
