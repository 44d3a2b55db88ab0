/** The database's own row of a payment, as the demo's server reads it. */

/** What SQLite holds in a column, as JSON brings it. */
export type Value = string | number | null

/** A row of `payments`: column → value. */
export type Row = Readonly<Record<string, Value>>

/** Asks the demo's server for the row of a payment; undefined when it can't be had. */
export async function fetchRow(paymentId: string): Promise<Row | undefined> {
  try {
    const answer = await fetch(`/demo/payments/${encodeURIComponent(paymentId)}`)
    const { row } = (await answer.json()) as { row?: Row }
    return row
  } catch {
    return undefined
  }
}
