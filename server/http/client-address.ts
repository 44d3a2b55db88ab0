/** Whose request it is, as far as the network tells: for limits, never for trust. */

/**
 * Finds the customer's address. Each trusted proxy appends the address that it heard from to X-Forwarded-For, so that
 * many entries from the right are the proxies' word, and everything before them is anybody's. Junk counts as absent.
 */
export function toClientAddress(
  request: Request,
  socketAddress: string | undefined,
  trustProxy: number,
): string | null {
  const nearest = socketAddress ?? null
  if (trustProxy === 0) return nearest
  const forwarded = (request.headers.get('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim())
  const claimed = forwarded.at(-trustProxy) ?? ''
  return isAddress(claimed) ? claimed : nearest
}

function isAddress(text: string): boolean {
  return (
    /^\d{1,3}(\.\d{1,3}){3}$/.test(text) ||
    (/^[\da-f:.]{2,45}$/i.test(text) && URL.canParse(`http://[${text}]/`))
  )
}
