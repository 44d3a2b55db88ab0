/** What comes with a request and is not in it. */

/** What is known of a request besides the request. */
export interface RequestInfo {
  /** The address at the other end of the connection. */
  readonly address?: string | undefined
}
