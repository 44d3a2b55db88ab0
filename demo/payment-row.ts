/** The database's own row of a payment, each column with what it means and the value as stored. */

import { toPrice } from './money.ts'
import { byId, create } from './page.ts'
import { textOf, type Lang } from './texts.ts'

/** What SQLite holds in a column, as JSON brings it. */
type Value = string | number | null
type Row = Readonly<Record<string, Value>>

/** Where the row is shown. */
export interface RowPanel {
  /** Reads the row of a payment and shows it. */
  readonly read: (paymentId: string) => Promise<void>
  /** Shows what was read, in another language. */
  readonly show: (lang: Lang) => void
}

/** Makes the panel in `#row-panel`. */
export function createRowPanel(initialLang: Lang): RowPanel {
  let lang = initialLang
  let shownId: string | undefined
  let row: Row | undefined
  // Each reading has a number, so that a late answer never undoes a newer one.
  let readings = 0

  async function read(paymentId: string): Promise<void> {
    const reading = ++readings
    const found = await fetchRow(paymentId)
    if (reading !== readings) return
    shownId = paymentId
    row = found
    show(lang)
  }

  function show(language: Lang): void {
    lang = language
    if (shownId === undefined) return
    byId('row-empty', HTMLElement).hidden = true
    byId('ended', HTMLElement).hidden = false
    byId('row-fault', HTMLElement).hidden = row !== undefined
    byId('row-again', HTMLElement).hidden = false
    byId('row-table', HTMLElement).hidden = row === undefined
    const lines = Object.entries(row ?? {}).map(([column, value]) => createLine(column, value, lang))
    byId('row-lines', HTMLTableSectionElement).replaceChildren(...lines)
  }

  byId('row-again', HTMLButtonElement).addEventListener('click', () => {
    if (shownId !== undefined) void read(shownId)
  })
  return { read, show }
}

/** Asks the demo's server for the row; undefined when it can't be had. */
async function fetchRow(paymentId: string): Promise<Row | undefined> {
  try {
    const answer = await fetch(`/demo/payments/${encodeURIComponent(paymentId)}`)
    const { row } = (await answer.json()) as { row?: Row }
    return row
  } catch {
    return undefined
  }
}

function createLine(column: string, value: Value, lang: Lang): HTMLTableRowElement {
  const name = create('th', '', create('code', '', column))
  name.scope = 'row'
  const stored = value === null ? 'NULL' : String(value)
  const meaning = toMeaning(column, value, lang)
  const cell = create('td', '')
  if (meaning !== undefined) cell.append(create('span', 'row-meaning', meaning))
  cell.append(create('code', 'row-stored', stored === '' ? "''" : stored))
  return create('tr', '', name, cell)
}

/** Says what a stored value means; undefined where it speaks for itself. */
function toMeaning(column: string, value: Value, lang: Lang): string | undefined {
  if (value === null || value === '') return textOf(lang, 'none')
  if (column.endsWith('_cents') && typeof value === 'number') return toPrice(value)
  if (column.endsWith('_at') && typeof value === 'number') return toInstant(value, lang)
  if (column === 'phone' && typeof value === 'string') {
    return value.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1-$2-$3')
  }
  if (column === 'items' && typeof value === 'string') return toItems(value)
  return undefined
}

function toInstant(at: number, lang: Lang): string {
  const format: Intl.DateTimeFormatOptions = {
    dateStyle: 'long',
    timeStyle: 'medium',
    timeZone: 'America/Puerto_Rico',
  }
  return new Intl.DateTimeFormat(lang === 'es' ? 'es-PR' : 'en-US', format).format(at)
}

function toItems(json: string): string {
  const items = JSON.parse(json) as { quantity: number; name: string }[]
  return items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')
}
