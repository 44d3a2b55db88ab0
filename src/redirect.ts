/** Where the page goes after a payment. */

/**
 * Adds what the shop wants to know to a redirect's query; nulls are left out. Returns undefined for what no redirect may
 * be: anything but http and https, and another site in disguise (`//evil.example`). Another site must be named in full.
 */
export function toRedirectUrl(
  target: string,
  page: string,
  query: Readonly<Record<string, string | null | undefined>>,
): URL | undefined {
  try {
    const url = new URL(target, page)
    if (!/^https?:$/.test(url.protocol)) return undefined
    if (url.origin !== new URL(page).origin && !/^https?:\/\//i.test(target)) return undefined
    for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value)
    return url
  } catch {
    return undefined
  }
}
