/** Where a host's name leads. Every address has to be one that may be connected to, or none of them is. */

import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { AthmError } from '../../src/protocol/index.ts'
import { sleep, type Clock } from '../context.ts'
import { isLoopbackAddress, isPublicAddress } from './public-address.ts'

/** Finds all addresses of a host; rejects when it has none, or nobody can tell. */
export type LookUpHost = (hostname: string) => Promise<readonly string[]>

/** Asks the system, which asks as it would to connect. */
export const lookUpHost: LookUpHost = async (hostname) => {
  const found = await lookup(hostname, { all: true })
  return found.map(({ address }) => address)
}

/** Which hosts are fit, and how they are found. */
export interface HostRules {
  readonly lookUp: LookUpHost
  readonly clock: Clock
  /** This machine's own addresses will do: in a sandbox. */
  readonly allowsLoopback: boolean
}

/** How long the look-up may take. */
const LOOK_UP_WITHIN_MS = 5_000

/**
 * Finds the addresses of a URL's host, at least one. Throws `invalid_url` when there is none, or when one of them is
 * private, link-local, multicast or otherwise no place on the public internet.
 */
export async function findAddresses({ hostname }: URL, rules: HostRules): Promise<readonly string[]> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) === 0 ? await lookUpInTime(host, rules) : [host]
  if (addresses.length === 0) throw invalidHost(`The host ${host} has no address.`)
  const isFit = (address: string): boolean =>
    isPublicAddress(address) || (rules.allowsLoopback && isLoopbackAddress(address))
  const unfit = addresses.find((address) => !isFit(address))
  if (unfit === undefined) return addresses
  const where = unfit === host ? host : `${host} is at ${unfit}, which`
  throw invalidHost(`${where} is no address of the public internet: ATH Móvil can not deliver there.`)
}

async function lookUpInTime(host: string, { lookUp, clock }: HostRules): Promise<readonly string[]> {
  const done = new AbortController()
  const late = sleep(clock, LOOK_UP_WITHIN_MS, done.signal).then(() => {
    throw new Error('nobody answered in time')
  })
  try {
    return await Promise.race([lookUp(host), late])
  } catch (cause) {
    throw invalidHost(`The host ${host} is not known here. Is it spelled right, and in the DNS?`, cause)
  } finally {
    done.abort(new Error('looked up'))
    late.catch(() => {})
  }
}

function invalidHost(sentence: string, cause?: unknown): AthmError {
  return new AthmError('invalid_url', sentence, { field: 'url' }, cause)
}
