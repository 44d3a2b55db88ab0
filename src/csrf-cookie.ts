/** The token that Django leaves in a cookie for the scripts of its own pages. */

/**
 * Reads Django's CSRF cookie, as its documents tell scripts to; read anew for each request, since a login changes it.
 * Empty where there is none, and for a backend on another origin, which the token is none of the business of.
 */
export function readCsrfCookie(baseUrl: string): string {
  if (new URL(baseUrl, document.baseURI).origin !== location.origin) return ''
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? ''
}
