/** The database's own row of a payment, each column with what it means and the value as stored. */

import { LOCALES, TIME_ZONE } from './language.ts'
import { toPrice } from './money.ts'
import { byId, create } from './page.ts'
import { fetchRow, type Row, type Value } from './stored-row.ts'
import { textOf, type Lang } from './texts.ts'

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
    timeZone: TIME_ZONE,
  }
  return new Intl.DateTimeFormat(LOCALES[lang], format).format(at)
}

function toItems(json: string): string {
  const items = JSON.parse(json) as { quantity: number; name: string }[]
  return items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')
}
