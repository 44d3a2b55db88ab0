// @ts-check
/** The one way to the simulator's control routes, and the same as a line for a shell. */

/**
 * A call of a control route; the path is relative to where the page is.
 * @typedef {object} Call
 * @property {'GET' | 'POST' | 'DELETE'} method
 * @property {string} path such as `control/clock`
 * @property {object} [body] sent as JSON
 */

/** The simulator understood, and said no. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {{ error?: unknown, code?: unknown }} answer
   */
  constructor(status, { error, code }) {
    super(typeof error === 'string' ? error : `The simulator answered ${status}.`)
    this.name = 'Refusal'
    this.status = status
    this.code = typeof code === 'string' ? code : ''
  }
}

/**
 * Carries out a call. Throws a Refusal for what the simulator refuses, and fetch's own error when it isn't there.
 * @param {Call} call
 */
export async function ask({ method, path, body }) {
  const answer = await fetch(path, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
  if (answer.ok) return await answer.json()
  const said = await answer.json().catch(() => ({}))
  throw new Refusal(answer.status, said ?? {})
}

/**
 * Writes a call as a line for a POSIX shell that does the same.
 * @param {Call} call
 * @param {string} [page] the page's own address
 */
export function toCurl({ method, path, body }, page = location.href) {
  const url = quote(new URL(path, page).href)
  const asMethod = method === 'GET' || body !== undefined ? '' : `-X ${method} `
  if (body === undefined) return `curl ${asMethod}${url}`
  return `curl ${url} -H 'content-type: application/json' -d ${quote(JSON.stringify(body))}`
}

/**
 * Between single quotes a shell leaves everything alone but the single quote itself.
 * @param {string} text
 */
function quote(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
