/** How others on the network reach this machine. */

import { networkInterfaces } from 'node:os'

/** Lists this machine's addresses on its networks, of IPv4 first; without those of the machine itself alone. */
export function listNetworkAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  // An address that begins like this needs the name of the interface behind it, which nobody types on a phone.
  const others = all.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
  return others.toSorted((a, b) => a.family.localeCompare(b.family)).map(({ address }) => address)
}
