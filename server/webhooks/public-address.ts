/** Which network addresses anybody may be sent to: those of the public internet, and of this machine where that is allowed. */

import { BlockList, isIP, type IPVersion } from 'node:net'

/**
 * IPv4's special-purpose ranges (IANA's registry, RFC 6890): unspecified, private, CGNAT, loopback, link-local, those for
 * documents and benchmarks, 6to4's relays, multicast, and everything reserved.
 */
const SPECIAL_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const

/** Of IPv6's public range: what tunnels to an IPv4 address that nobody has looked at, and what is for documents. */
const SPECIAL_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const SPECIAL = { 4: toList(SPECIAL_IPV4, 'ipv4'), 6: toList(SPECIAL_IPV6, 'ipv6') } as const
/** The only IPv6 addresses that are handed out: unspecified, loopback, mapped, link-local, private and multicast lie outside. */
const GLOBAL_IPV6 = toList([['2000::', 3]], 'ipv6')
// A list for each family: one of IPv4 would also take the mapped form, `::ffff:127.0.0.1`, for its own.
const LOOPBACK = { 4: toList([['127.0.0.0', 8]], 'ipv4'), 6: toList([['::1', 128]], 'ipv6') } as const

/** Tells whether an IP address, without brackets, is one of the public internet. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !SPECIAL[4].check(address, 'ipv4')
    case 6:
      return GLOBAL_IPV6.check(address, 'ipv6') && !SPECIAL[6].check(address, 'ipv6')
    default:
      return false
  }
}

/** Tells whether an IP address, without brackets, is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return LOOPBACK[4].check(address, 'ipv4')
    case 6:
      return LOOPBACK[6].check(address, 'ipv6')
    default:
      return false
  }
}

function toList(ranges: readonly (readonly [net: string, prefix: number])[], family: IPVersion): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of ranges) list.addSubnet(net, prefix, family)
  return list
}
