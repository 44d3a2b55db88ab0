/** Django's CSRF check, as its middleware does it: a secret in a cookie, and the same secret, masked or not, in a header. */

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const SECRET_LENGTH = 32

/** Makes a secret, or a mask. */
export function createSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_LENGTH))
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join('')
}

/** Writes a secret as a template's `{{ csrf_token }}` does: another text each time, so that no compression tells it. */
export function maskSecret(secret: string): string {
  const mask = createSecret()
  return mask + combine(secret, mask, 1)
}

/** Tells why a request is refused: undefined for one that passes. */
export function refuseForgery(request: Request, cookies: ReadonlyMap<string, string>): string | undefined {
  if (/^(GET|HEAD|OPTIONS|TRACE)$/.test(request.method)) return undefined
  const origin = request.headers.get('origin')
  if (origin !== null && origin !== new URL(request.url).origin)
    return 'Origin checking failed - it does not match any trusted origins.'
  const secret = cookies.get('csrftoken')
  if (secret === undefined) return 'CSRF cookie not set.'
  const token = request.headers.get('x-csrftoken')
  if (token === null) return 'CSRF token missing.'
  if (!/^[A-Za-z0-9]+$/.test(token) || ![SECRET_LENGTH, 2 * SECRET_LENGTH].includes(token.length))
    return 'CSRF token from the HTTP header has incorrect length.'
  return unmask(token) === secret ? undefined : 'CSRF token from the HTTP header incorrect.'
}

function unmask(token: string): string {
  if (token.length === SECRET_LENGTH) return token
  return combine(token.slice(SECRET_LENGTH), token.slice(0, SECRET_LENGTH), -1)
}

function combine(text: string, mask: string, sign: 1 | -1): string {
  const { length } = LETTERS
  const add = (letter: string, index: number): string =>
    LETTERS[(LETTERS.indexOf(letter) + sign * LETTERS.indexOf(mask[index] ?? '') + length) % length] ?? ''
  return Array.from(text, add).join('')
}
